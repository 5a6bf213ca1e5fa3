import type { CheckpointShape } from '../domain/checkpoint'
import type { SuiteId } from '../domain/suite'
import type { Intervention, NoiseDraw, NoiseSpan } from '../domain/trial'
import { plainAnswer, seededConditions } from './design/seeded-conditions'
import { groupName, groupPlace, groupPlaces, groupsPerSide, groupTokens } from './design/token-groups'
import type { Condition, Probe, Subject } from './probe'

interface Extent {
  /** Benchmarks on whose items token groups, and layers with their modalities, are disturbed. */
  readonly tokens: readonly string[]
  readonly layers: readonly string[]
  readonly items: number
  readonly seeds: number
  /** How loud the noise on layers is; `energy` says something about one modality only. */
  readonly scales: readonly string[]
}

const standard: Extent = {
  tokens: ['mme', 'mm-vet'],
  layers: ['mmstar'],
  items: 200,
  seeds: 10,
  scales: ['fixed', 'matched-0.3'],
}
const extents: Readonly<Record<SuiteId, Extent>> = {
  demo: { ...standard, tokens: ['mmstar'], items: 30, seeds: 3 },
  standard,
  full: { ...standard, scales: ['fixed', 'matched-0.1', 'matched-0.3', 'matched-1', 'energy-0.3'] },
}

const id = 'importance'
const modalities = ['visual', 'text'] as const

/**
 * Importance of token groups, layers and modalities (measurement 1.8): uniform noise is added to a group of the base
 * picture's visual tokens as they leave the projector, or to what enters a layer (counted from 0) at all positions, those
 * of the picture, or those of the question. `fixed` noise is in ±1; `matched-0.3` has 0.3 of the stream's own root mean
 * square, the control without which nothing can be said about layers.
 */
export const importance: Probe = {
  id,
  version: 1,
  title: 'Importance of tokens, layers and modalities',
  paper: 'Figures 8 and 9',
  needs: ['weights'],
  conditions(suite, { benchmark }, checkpoint) {
    const { tokens, layers } = extents[suite]
    return [
      ...(tokens.includes(benchmark) ? tokenConditions(suite, checkpoint) : []),
      ...(layers.includes(benchmark) ? layerConditions(extents[suite], checkpoint) : []),
    ]
  },
  itemLimit: suite => extents[suite].items,
  arrange: (subject, condition) => ({
    interventions: [disturbance(subject, condition)],
    readout: { kind: 'generate' },
  }),
}

function tokenConditions(suite: SuiteId, checkpoint: CheckpointShape): Condition[] {
  const groups = groupsPerSide(suite, checkpoint)
  return groupPlaces(groups).flatMap(place =>
    seededConditions(`tokens/${groupName(place)}`, extents[suite].seeds, { reference: plainAnswer, groups }),
  )
}

function layerConditions({ seeds, scales }: Extent, { text }: CheckpointShape): Condition[] {
  return Array.from({ length: text.layers }, (_, layer) => [
    ...scales.flatMap(scale => (scale.startsWith('energy-') ? [] : [`layer-${layer}/${scale}`])),
    ...modalities.flatMap(span => scales.map(scale => `layer-${layer}/${span}/${scale}`)),
  ])
    .flat()
    .flatMap(setting => seededConditions(setting, seeds, { reference: plainAnswer }))
}

function disturbance({ item, visualTokens }: Subject, condition: Condition): Intervention {
  const key = { seed: condition.seed, probe: id, condition: condition.id, item }
  const noise: NoiseDraw = { key, scale: scaleOf(condition.id) }
  if (condition.groups !== undefined) {
    const rows = groupTokens(visualTokens, condition.groups, groupPlace(condition.id))
    return { at: 'visual-tokens', rows, noise }
  }
  const layer = Number(/^layer-(\d+)\//.exec(condition.id)?.[1])
  const span: NoiseSpan = modalities.find(one => condition.id.includes(`/${one}/`)) ?? 'all'
  return { at: 'hidden-state', layer, span, noise }
}

/** The scale in `layer-12/matched-0.3/seed-3`; that of token groups is fixed. */
function scaleOf(condition: string): NoiseDraw['scale'] {
  const [, kind, alpha] = /\/(matched|energy)-([\d.]+)\//.exec(condition) ?? []
  if (kind === 'matched' || kind === 'energy') return { kind, alpha: Number(alpha) }
  return { kind: 'fixed', amplitude: 1 }
}
