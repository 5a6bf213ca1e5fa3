import type { RgbImage } from '#lib/domain/rgb-image'
import type { Intervention } from '#lib/domain/trial'
import type { ProbeCondition } from '#lib/probes/suite-conditions'
import type { Checkpoint, Generation, VisualTokens } from '#workers/runtime/checkpoint'
import { editImage } from './edit-image'
import type { PlannedImage } from './plan'

/** A question about a picture, ready to be asked. */
export interface Question {
  readonly prompt: string
  readonly image: RgbImage
  readonly maxNewTokens: number
}

/** Answers every trial on one picture: one pass of the vision tower, one generation a trial. */
export async function runImage(
  checkpoint: Checkpoint,
  question: Question,
  planned: PlannedImage,
  answered: (conditions: readonly ProbeCondition[], generation: Generation) => void,
): Promise<void> {
  const image = planned.edit ? editImage(question.image, planned.edit) : question.image
  const visual = image ? await checkpoint.encodeImage(image) : null
  for (const { trial, conditions } of planned.trials) {
    const generation = await checkpoint.generate({
      question: question.prompt,
      visualTokens: visual ? [reorder(visual, trial.interventions)] : [],
      maxNewTokens: question.maxNewTokens,
    })
    answered(conditions, generation)
  }
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
