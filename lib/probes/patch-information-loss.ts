import type { SuiteId } from '../domain/suite'
import {
  baseTokens,
  groupName,
  groupPlace,
  groupPlaces,
  groupsPerSide,
  groupTokens,
} from './design/token-groups'
import type { Condition, Probe } from './probe'

const benchmarks = ['mmstar', 'mme']
const items: Readonly<Record<SuiteId, number | null>> = { demo: 40, standard: 300, full: null }
/** Leaving one group out keeps nearly the whole prompt: fewer items. */
const itemsLeftOut: Readonly<Record<SuiteId, number | null>> = { demo: 40, standard: 100, full: null }

const id = 'patch-information-loss'
const whole: Condition = { id: 'all-groups', setting: null, seed: 0, reference: null }
const reference = { probe: id, condition: whole.id }

/**
 * Patch information loss (measurement 1.1): only one of 36 groups of the base picture's visual tokens is kept, positions
 * packed; and its complement, one group is dropped. Where a picture is seen in several crops, the base crop's tokens
 * alone are what is whole.
 */
export const patchInformationLoss: Probe = {
  id,
  version: 1,
  title: 'Patch information loss',
  paper: 'Figure 1',
  needs: ['weights'],
  conditions(suite, { benchmark }, checkpoint) {
    const groups = groupsPerSide(suite, checkpoint)
    if (!benchmarks.includes(benchmark) || groups === 0) return []
    const each = (what: string) =>
      groupPlaces(groups).map((place): Condition => {
        const setting = `${what}/${groupName(place)}`
        return { id: setting, setting, seed: 0, reference, groups }
      })
    return [whole, ...each('keep'), ...each('drop')]
  },
  itemLimit: (suite, _benchmark, condition) =>
    condition.startsWith('drop/') ? itemsLeftOut[suite] : items[suite],
  arrange({ visualTokens }, condition) {
    const keep = keptTokens(visualTokens, condition)
    return { interventions: keep ? [{ at: 'visual-tokens', keep }] : [], readout: { kind: 'generate' } }
  },
}

/** Null: all of them, the plain prompt. */
function keptTokens(
  layout: Parameters<typeof baseTokens>[0],
  { id: condition, groups }: Condition,
): Uint32Array | null {
  const base = baseTokens(layout)
  if (groups === undefined) return base
  const group = groupTokens(layout, groups, groupPlace(condition))
  if (condition.startsWith('keep/')) return group
  const dropped = new Set(group)
  const all = base ?? Uint32Array.from({ length: layout.count }, (_, row) => row)
  return all.filter(row => !dropped.has(row))
}
