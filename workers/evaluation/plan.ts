import type { ImageEdit, Intervention, Trial } from '#lib/domain/trial'
import type { Subject } from '#lib/probes/probe'
import type { ProbeCondition } from '#lib/probes/suite-conditions'
import { keyedRandom } from '#lib/statistics/keyed-random'

/** A distinct way of answering, and every condition that turns out to be it. */
export interface PlannedTrial {
  /** One a picture of the item, in the order of the prompt. */
  readonly trials: readonly Trial[]
  readonly conditions: readonly ProbeCondition[]
}

/** Trials on the same pictures: they are encoded once for all of them. */
export interface PlannedPictures {
  /** One a picture of the item. Null: the picture as it is. */
  readonly edits: readonly (ImageEdit | null)[]
  readonly answers: readonly PlannedTrial[]
}

/**
 * The trials of one item, grouped by the pictures they need. Conditions whose draws come to the same thing (an
 * unshuffled grid that needs no resizing, a small grid drawn twice alike) are answered once.
 * @param subjects the item as each of its pictures shows it; none where it has no picture.
 */
export function planItem(
  subjects: readonly Subject[],
  conditions: readonly ProbeCondition[],
): PlannedPictures[] {
  const pictures = new Map<
    string,
    { edits: readonly (ImageEdit | null)[]; answers: Map<string, MutableTrial> }
  >()
  for (const planned of conditions) {
    const trials = subjects.map(subject => arrange(subject, planned))
    const edits = trials.map(({ interventions }) => imageEdit(interventions))
    const key = keyOf(edits)
    const same = pictures.get(key) ?? { edits, answers: new Map<string, MutableTrial>() }
    pictures.set(key, same)
    const answerKey = keyOf(trials)
    const answer = same.answers.get(answerKey)
    if (answer) answer.conditions.push(planned)
    else same.answers.set(answerKey, { trials, conditions: [planned] })
  }
  return [...pictures.values()].map(({ edits, answers }) => ({ edits, answers: [...answers.values()] }))
}

interface MutableTrial {
  readonly trials: readonly Trial[]
  readonly conditions: ProbeCondition[]
}

/** The name a picture's draws are keyed by: that of the item, numbered from its second picture on. */
export function subjectName(item: string, picture: number): string {
  return picture === 0 ? item : `${item}#${picture + 1}`
}

/** The trial of a condition on a picture, with its own keyed randomness (measurement 0.5). */
export function arrange(subject: Subject, { probe, condition }: ProbeCondition): Trial {
  const key = { seed: condition.seed, probe: probe.id, condition: condition.id, item: subject.item }
  return probe.arrange(subject, condition, keyedRandom(key))
}

/** The edit of the picture among the interventions, if there is one. */
export function imageEdit(interventions: readonly Intervention[]): ImageEdit | null {
  for (const intervention of interventions) if (intervention.at === 'image') return intervention.edit
  return null
}

function keyOf(value: unknown): string {
  return JSON.stringify(value, (_, part) => (part instanceof Uint32Array ? [...part] : part))
}
