import type { RgbImage } from '#lib/domain/rgb-image'
import type { Intervention } from '#lib/domain/trial'
import type { ProbeCondition } from '#lib/probes/suite-conditions'
import type { Checkpoint, GenerateRequest, Generation, VisualTokens } from '#workers/runtime/checkpoint'
import { editImage } from './edit-image'
import type { PlannedPictures } from './plan'

/** A question about some pictures, none included, ready to be asked. */
export interface Question extends Pick<GenerateRequest, 'question' | 'raw' | 'stopTexts' | 'maxNewTokens'> {
  /** In the order of the prompt. */
  readonly images: readonly RgbImage[]
}

/** Answers every trial on the same pictures: one pass of the vision tower each, and the answers side by side. */
export async function runPictures(
  checkpoint: Checkpoint,
  { images, ...question }: Question,
  planned: PlannedPictures,
  answered: (conditions: readonly ProbeCondition[], generation: Generation) => void,
): Promise<void> {
  const shown = images.map((image, at) => {
    const edit = planned.edits[at]
    return edit ? editImage(image, edit) : image
  })
  const left = shown.filter(image => image !== null).length
  const visual: (VisualTokens | null)[] = []
  for (const image of shown) visual.push(image && (await checkpoint.encodeImage(image, left)))
  const requests = planned.answers.map(({ trials }) => {
    const visualTokens = visual.flatMap((tokens, at) =>
      tokens ? [reorder(tokens, trials[at]?.interventions ?? [])] : [],
    )
    return { ...question, visualTokens }
  })
  const generations = await checkpoint.generateAll(requests)
  planned.answers.forEach(({ conditions }, at) => {
    const generation = generations[at]
    if (generation) answered(conditions, generation)
  })
}

/** Applies the interventions at the visual tokens; the same object when there are none, so its prefix is shared. */
export function reorder(visual: VisualTokens, interventions: readonly Intervention[]): VisualTokens {
  let current = visual
  for (const intervention of interventions)
    if (intervention.at === 'visual-tokens')
      current = { ...current, rows: orderRows(current, intervention.order) }
  return current
}

function orderRows({ rows, layout }: VisualTokens, order: Uint32Array): Float32Array {
  const width = rows.length / layout.count
  const moved = new Float32Array(rows.length)
  order.forEach((source, slot) => {
    moved.set(rows.subarray(source * width, (source + 1) * width), slot * width)
  })
  return moved
}
