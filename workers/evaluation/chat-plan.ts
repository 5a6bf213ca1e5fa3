import type { RgbImage } from '#lib/domain/rgb-image'
import type { Saliency } from '#lib/domain/saliency'
import type { ImageEdit, Trial } from '#lib/domain/trial'
import type { ImageSize } from '#lib/domain/visual-tokens'
import type { Subject } from '#lib/probes/probe'
import type { ProbeCondition } from '#lib/probes/suite-conditions'
import { drawDigest } from '#lib/statistics/draw-digest'
import { arrangeItem, imageEdit, subjectName, turnOf } from './arrange'
import type { AnsweredCondition } from './planned'
import { type PlacedItem, samePicture } from './prepare-item'

/** A distinct way of putting an item, and every condition that turns out to be it. */
export interface PlannedQuestion {
  /** One a picture of the item, in the order of the prompt. Null: the picture as it is. */
  readonly edits: readonly (ImageEdit | null)[]
  /** By how many places the answer options are turned. */
  readonly turn: number
  readonly conditions: readonly (AnsweredCondition & { readonly draw: string | null })[]
}

/** An item with what is seen of it. @typeParam P its pictures, or their sizes. */
export interface SeenItem<P extends ImageSize = RgbImage> {
  readonly placed: PlacedItem
  /** In the order of the prompt. */
  readonly pictures: readonly P[]
  /** What stands out in the first one; null where nobody asks. */
  readonly saliency: Saliency | null
}

/**
 * The questions of one item under its conditions: those that come to the same pictures and options are put once.
 * @throws Error where a condition touches more than pictures and options: the means of a chat endpoint leave those out.
 */
export function planQuestions(
  seen: SeenItem<ImageSize>,
  conditions: readonly ProbeCondition[],
): readonly PlannedQuestion[] {
  const options = seen.placed.item.options.length
  const found = new Map<string, PlannedQuestion>()
  for (const { planned, trials } of arrangeItem(subjectsOf(seen), conditions)) {
    for (const trial of trials) checkWithinReach(trial, planned)
    const [{ interventions, readout }] = trials
    const edits = seen.pictures.map((_, at) => imageEdit(trials[at]?.interventions ?? []))
    const turn = options === 0 ? 0 : turnOf(interventions) % options
    const key = JSON.stringify([edits, turn], (_, part) => (part instanceof Uint32Array ? [...part] : part))
    const answered = { planned, readout: readout.kind, draw: drawDigest(planned.condition, trials) }
    found.set(key, { edits, turn, conditions: [...(found.get(key)?.conditions ?? []), answered] })
  }
  return [...found.values()]
}

/** The item as each of its pictures shows it; one without a picture is arranged on all the same. */
function subjectsOf({ placed, pictures, saliency }: SeenItem<ImageSize>): readonly [Subject, ...Subject[]] {
  const { item, place, file } = placed
  const same = samePicture(file.records, place)
  const subject = (image: ImageSize, at: number): Subject => ({
    item: subjectName(item.id, at),
    place,
    items: file.items.length,
    samePicture: same,
    options: item.options.length,
    image,
    visualTokens: { count: 0, blocks: [] },
    ...(saliency && at === 0 ? { saliency } : {}),
  })
  const [first = { width: 0, height: 0 }, ...others] = pictures
  return [subject(first, 0), ...others.map((image, at) => subject(image, at + 1))]
}

function checkWithinReach(
  { subject = 'checkpoint', interventions, readout }: Trial,
  { probe, condition }: ProbeCondition,
): void {
  const touches = interventions.find(({ at }) => at !== 'image' && at !== 'options')
  const asks = readout.kind === 'generate' || readout.kind === 'generate-and-score-options'
  if (touches || !asks || subject !== 'checkpoint')
    throw new Error(
      `${probe.id} ${condition.id} cannot be put to a chat endpoint: ${subject}, ${touches?.at ?? readout.kind}`,
    )
}
