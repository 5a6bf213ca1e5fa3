import type { SuiteId } from '../domain/suite'
import type { Trial } from '../domain/trial'
import type { Random } from '../statistics/keyed-random'
import { isClassification } from './design/benchmark-sets'
import { massCells, occlusionGrid, randomCells, rankedCells, resampleMap } from './design/occluded-cells'
import { plainAnswer, seededConditions } from './design/seeded-conditions'
import type { Condition, ConditionRef, Need, Probe, Subject } from './probe'

const benchmarks: Readonly<Record<SuiteId, readonly string[]>> = {
  demo: ['ai2d'],
  standard: ['ai2d'],
  full: ['ai2d', 'mmstar', 'mathvista'],
}
const ratios: Readonly<Record<SuiteId, readonly number[]>> = {
  demo: [0.3, 0.5, 0.7],
  standard: [0.1, 0.3, 0.5, 0.7, 0.9],
  full: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
}
const seeds = 3
/** Where the mean colour is tried in the place of black. */
const meanFillRatio = 0.5

/**
 * Ways to choose cells by what stands out; the first two are the default, count mode by the mean over the heads. Those of
 * one head are what the original code does (in mass mode): the paper does not say which it took.
 */
const bySaliency = [
  'salient',
  'non-salient',
  'mass-salient',
  'mass-non-salient',
  'head1-salient',
  'head1-non-salient',
  'head1-mass-salient',
  'head1-mass-non-salient',
] as const
type Saliently = (typeof bySaliency)[number]

const id = 'occlusion'
const wholeToEncoder: Condition = {
  id: 'encoder/whole',
  setting: null,
  seed: 0,
  reference: null,
  needs: ['encoder'],
}

/**
 * PatchDrop (measurement 1.6): cells of a 14 x 14 partition of the picture are blacked out, at random, or those that
 * stand out most or least to an encoder with class attention. The ratio counts cells, and is attention mass in the
 * `mass` conditions. `encoder/…` asks the declared encoder alone, on classification sets (Figure 6a of the paper).
 */
export const occlusion: Probe = {
  id,
  version: 1,
  title: 'Occluded patches',
  paper: 'Figure 6',
  needs: [],
  conditions(suite, { benchmark }) {
    if (suite === 'full' && isClassification(benchmark)) {
      const reference = { probe: id, condition: wholeToEncoder.id }
      return [wholeToEncoder, ...dropped('encoder/', suite, bySaliency.slice(0, 2), reference, ['encoder'])]
    }
    if (!benchmarks[suite].includes(benchmark)) return []
    const ways = suite === 'full' ? bySaliency : bySaliency.slice(0, 2)
    const meanFill = `mean-fill/random/${meanFillRatio}`
    return [
      ...dropped('', suite, ways, plainAnswer, []),
      ...seededConditions(meanFill, seeds, { reference: plainAnswer }),
    ]
  },
  itemLimit: () => 1000,
  arrange(subject, condition, random) {
    const asked: Pick<Trial, 'subject' | 'readout'> = condition.id.startsWith('encoder/')
      ? { subject: 'encoder', readout: { kind: 'zero-shot' } }
      : { readout: { kind: 'generate' } }
    if (condition.setting === null) return { ...asked, interventions: [] }
    const cells = hiddenCells(condition.setting, subject, random)
    const fill = condition.setting.startsWith('mean-fill/') ? 'mean' : 'black'
    const edit = { kind: 'mask-cells', grid: occlusionGrid, cells, fill } as const
    return { ...asked, interventions: [{ at: 'image', edit }] }
  },
}

/** At every ratio: cells at random, and by each of the ways. */
function dropped(
  prefix: string,
  suite: SuiteId,
  ways: readonly Saliently[],
  reference: ConditionRef,
  needs: readonly Need[],
): Condition[] {
  return ratios[suite].flatMap(ratio => [
    ...seededConditions(`${prefix}random/${ratio}`, seeds, { reference, needs }),
    ...ways.map((way): Condition => {
      const setting = `${prefix}${way}/${ratio}`
      return { id: setting, setting, seed: 0, reference, needs: [...needs, 'saliency'] }
    }),
  ])
}

/** @throws Error where a condition goes by saliency and there is none. */
function hiddenCells(setting: string, { item, saliency }: Subject, random: Random): Uint32Array {
  const parts = setting.split('/')
  const ratio = Number(parts.at(-1))
  const way = bySaliency.find(one => parts.includes(one))
  if (way === undefined) return randomCells(ratio, random)
  if (!saliency) throw new Error(`item ${item} has no saliency for ${id} ${setting}`)
  const map = resampleMap(way.startsWith('head1-') ? saliency.head1 : saliency.mean, saliency.grid)
  const least = way.endsWith('non-salient')
  if (way.includes('mass-')) return massCells(map, ratio, least ? 'back' : 'front')
  return rankedCells(map, ratio, least ? 'least' : 'most')
}
