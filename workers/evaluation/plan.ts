import type { ImageEdit, Intervention, Trial } from '#lib/domain/trial'
import type { Subject } from '#lib/probes/probe'
import type { ProbeCondition } from '#lib/probes/suite-conditions'
import { keyedRandom } from '#lib/statistics/keyed-random'

/** A distinct way of answering, and every condition that turns out to be it. */
export interface PlannedTrial {
  readonly trial: Trial
  readonly conditions: readonly ProbeCondition[]
}

/** Trials on one picture: it is encoded once for all of them. */
export interface PlannedImage {
  /** Null: the picture as it is. */
  readonly edit: ImageEdit | null
  readonly trials: readonly PlannedTrial[]
}

/**
 * The trials of one item, grouped by the picture they need. Conditions whose draws come to the same thing (an
 * unshuffled grid that needs no resizing, a small grid drawn twice alike) are answered once.
 */
export function planItem(subject: Subject, conditions: readonly ProbeCondition[]): PlannedImage[] {
  const images = new Map<string, { edit: ImageEdit | null; trials: Map<string, MutableTrial> }>()
  for (const planned of conditions) {
    const trial = arrange(subject, planned)
    const edit = imageEdit(trial.interventions)
    const imageKey = keyOf(edit)
    const image = images.get(imageKey) ?? { edit, trials: new Map<string, MutableTrial>() }
    images.set(imageKey, image)
    const trialKey = keyOf(trial)
    const same = image.trials.get(trialKey)
    if (same) same.conditions.push(planned)
    else image.trials.set(trialKey, { trial, conditions: [planned] })
  }
  return [...images.values()].map(({ edit, trials }) => ({ edit, trials: [...trials.values()] }))
}

interface MutableTrial {
  readonly trial: Trial
  readonly conditions: ProbeCondition[]
}

/** The trial of a condition on an item, with its own keyed randomness (measurement 0.5). */
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
