import { isNotEnough, type NotEnoughData, tooFew } from '../../domain/not-enough-data'
import { depthConcentration } from '../../statistics/depth-concentration'
import { estimateRatio } from '../../statistics/estimate-ratio'
import type { Interval } from '../../statistics/intervals'
import { stratifiedMean } from '../../statistics/stratified-mean'
import type { BootstrappedValue } from '../profile/profile'
import { resampledValues } from './resampled-values'
import { type GridPlace, placeOf, ringMeans, ringsOf } from './token-grid'
import { commonUnits, meanVector, referenceScores, type UnitScores } from './unit-scores'

/** I of one target, in percent of the reference (measurement 1.8): positive means that it matters. */
export interface Importance extends Interval {
  /** I_mean, over the seeds; the interval is its. */
  readonly value: number
  readonly se: number
  readonly unstable: boolean
  /** Of the kindest draw, as the formula is printed: it shrinks with the number of seeds and may be negative. */
  readonly literal: number
  /** Of the harshest draw. */
  readonly worst: number
  readonly seeds: number
  /** Units asked under all of them. */
  readonly units: number
}

/** Groups of tokens, disturbed as they leave the projector. */
export interface TokenImportance {
  readonly noise: string
  readonly groups: readonly (GridPlace & Importance)[]
  /** Means of I / 100 over the rings of the grid, the outermost first; empty where too little was asked to resample it. */
  readonly rings: readonly BootstrappedValue[]
}

/** Layers, disturbed at all positions. */
export interface LayerImportance {
  readonly noise: string
  /** Whether its noise is matched to each layer: without that nothing can be said about depth. */
  readonly claimable: boolean
  /** The first layer first. */
  readonly layers: readonly (Importance & { readonly layer: number })[]
  /** Null where nothing positive is left to be shared out. */
  readonly depth: { readonly lowQuarter: BootstrappedValue; readonly centre: BootstrappedValue } | null
}

/** One layer, disturbed at the positions of the picture and at those of the question. */
export interface ModalityImportance {
  readonly layer: number
  readonly image: Importance
  readonly text: Importance
  /** I_img / (I_img + I_txt); null unless both are at least 0 and their sum exceeds two of its errors. */
  readonly imageShare: BootstrappedValue | null
}

/** Layers of which both modalities were disturbed by one noise. */
export interface ModalitiesUnder {
  readonly noise: string
  /** As of layers. */
  readonly claimable: boolean
  readonly layers: readonly ModalityImportance[]
}

export interface ImportanceFinding {
  readonly benchmark: string
  readonly tokens: readonly TokenImportance[]
  readonly layers: readonly LayerImportance[]
  readonly modalities: readonly ModalitiesUnder[]
}

/** The three readings of importance, in percent. @param base f_0 > 0; @param noisy f of each seed, at least one. */
export function importanceReadings(
  base: number,
  noisy: readonly number[],
): { readonly mean: number; readonly literal: number; readonly worst: number } {
  const percent = (score: number) => (100 * (base - score)) / base
  const mean = noisy.reduce((sum, score) => sum + score, 0) / noisy.length
  return { mean: percent(mean), literal: percent(Math.max(...noisy)), worst: percent(Math.min(...noisy)) }
}

/** Null where the probe was not run on the benchmark. */
export function findImportance(units: UnitScores): ImportanceFinding | NotEnoughData | null {
  const plain = referenceScores(units)
  const targets = targetsOf(units)
  if (!plain || targets.length === 0) return null
  const measured = targets.map(target => ({
    ...target,
    importance: importanceOf(units, plain, target.seeds),
  }))
  const failed = measured.map(({ importance }) => importance).find(isNotEnough)
  if (failed) return failed
  const known = measured.flatMap(one =>
    isNotEnough(one.importance) ? [] : [{ ...one, importance: one.importance }],
  )
  const kindOf = (kind: Target['kind']) => [
    ...Map.groupBy(
      known.filter(one => one.kind === kind),
      ({ noise }) => noise,
    ),
  ]
  return {
    benchmark: units.benchmark,
    tokens: kindOf('tokens').map(([noise, groups]) => tokenImportance(units, plain, noise, groups)),
    layers: kindOf('layer').map(([noise, layers]) => layerImportance(units, plain, noise, layers)),
    modalities: kindOf('visual').map(([noise, images]) => {
      const texts = known.filter(one => one.kind === 'text' && one.noise === noise)
      return { noise, claimable: isMatched(noise), layers: modalityImportance(units, plain, images, texts) }
    }),
  }
}

interface Target {
  readonly kind: 'tokens' | 'layer' | 'visual' | 'text'
  readonly noise: string
  /** Of a layer or a modality; 0 of tokens. */
  readonly layer: number
  /** Of tokens. */
  readonly place: GridPlace
  readonly seeds: readonly Float64Array[]
}

type Measured = Target & { readonly importance: Importance }

/** `tokens/r0c3/seed-2`, `layer-12/fixed/seed-3`, `layer-12/visual/matched-0.3/seed-1`, by layer and place. */
function targetsOf(units: UnitScores): Target[] {
  const settings = Map.groupBy(units.probes.get('importance') ?? [], ([condition]) =>
    condition.replace(/\/seed-\d+$/, ''),
  )
  return [...settings]
    .flatMap(([setting, conditions]): Target[] => {
      const seeds = conditions.map(([, values]) => values)
      const [what, ...rest] = setting.split('/')
      if (what === 'tokens')
        return [{ kind: 'tokens', noise: rest[1] ?? 'fixed', layer: 0, place: placeOf(setting), seeds }]
      const layer = Number(/^layer-(\d+)$/.exec(what)?.[1] ?? Number.NaN)
      const span = rest.length === 2 ? rest[0] : 'layer'
      const kind = (['layer', 'visual', 'text'] as const).find(one => one === span)
      if (Number.isNaN(layer) || !kind) return []
      return [{ kind, noise: rest[rest.length - 1], layer, place: { row: 0, column: 0 }, seeds }]
    })
    .toSorted((a, b) => a.layer - b.layer || a.place.row - b.place.row || a.place.column - b.place.column)
}

function importanceOf(
  units: UnitScores,
  plain: Float64Array,
  seeds: readonly Float64Array[],
): Importance | NotEnoughData {
  const { design, vectors } = commonUnits(units, [plain, ...seeds])
  if (design.clusters < 2) return tooFew('clusters asked under all seeds', design.clusters, 2)
  const [whole, ...noisy] = vectors
  const mean = meanVector(noisy)
  const lost = whole.map((value, unit) => value - mean[unit])
  const ratio = estimateRatio(lost, whole, design, `${units.benchmark}/${units.edition}`)
  if (isNotEnough(ratio)) return ratio
  const base = stratifiedMean(whole, design).mean
  const readings = importanceReadings(
    base,
    noisy.map(values => stratifiedMean(values, design).mean),
  )
  return {
    value: readings.mean,
    se: 100 * ratio.se,
    low: 100 * ratio.low,
    high: 100 * ratio.high,
    unstable: ratio.unstable,
    literal: readings.literal,
    worst: readings.worst,
    seeds: seeds.length,
    units: whole.length,
  }
}

function tokenImportance(
  units: UnitScores,
  plain: Float64Array,
  noise: string,
  groups: readonly Measured[],
): TokenImportance {
  const places = groups.map(({ place }) => place)
  const resampled = resampledValues(units, [plain, ...groups.map(({ seeds }) => meanVector(seeds))])
  const rings = ringsOf(places).map(ring =>
    resampled(([whole, ...left]) => (whole > 0 ? 1 - ringMeans(left, places)[ring] / whole : Number.NaN)),
  )
  return {
    noise,
    groups: groups.map(({ place, importance }) => ({ ...place, ...importance })),
    rings: rings.flatMap(ring => (isNotEnough(ring) ? [] : [ring])),
  }
}

/** Noise as loud as the layer that it is added to. */
function isMatched(noise: string): boolean {
  return noise !== 'fixed'
}

function layerImportance(
  units: UnitScores,
  plain: Float64Array,
  noise: string,
  layers: readonly Measured[],
): LayerImportance {
  const resampled = resampledValues(units, [plain, ...layers.map(({ seeds }) => meanVector(seeds))])
  const depth = (of: 'lowQuarter' | 'centre') =>
    resampled(([whole, ...left]) => {
      const found = depthConcentration(left.map(mean => whole - mean))
      return isNotEnough(found) ? Number.NaN : found[of]
    })
  const lowQuarter = depth('lowQuarter')
  const centre = depth('centre')
  return {
    noise,
    claimable: isMatched(noise),
    layers: layers.map(({ layer, importance }) => ({ layer, ...importance })),
    depth: isNotEnough(lowQuarter) || isNotEnough(centre) ? null : { lowQuarter, centre },
  }
}

/** Of the layers that both modalities were disturbed in. */
function modalityImportance(
  units: UnitScores,
  plain: Float64Array,
  images: readonly Measured[],
  texts: readonly Measured[],
): ModalityImportance[] {
  const pairs = images.flatMap(image => {
    const text = texts.find(({ layer }) => layer === image.layer)
    return text ? [{ image, text }] : []
  })
  const disturbed = pairs.flatMap(({ image, text }) => [image, text]).map(({ seeds }) => meanVector(seeds))
  const resampled = resampledValues(units, [plain, ...disturbed])
  return pairs.map(({ image, text }, at) => {
    const blurred = disturbed[2 * at]
    const muted = disturbed[2 * at + 1]
    const share = isShareable(units, plain, image, text, [blurred, muted])
      ? resampled(means => {
          const lost = [1, 2].map(one => Math.max(0, means[0] - means[2 * at + one]))
          return lost[0] + lost[1] > 0 ? lost[0] / (lost[0] + lost[1]) : Number.NaN
        })
      : null
    return {
      layer: image.layer,
      image: image.importance,
      text: text.importance,
      imageShare: share === null || isNotEnough(share) ? null : share,
    }
  })
}

/** Both at least 0, and a sum clearly above 0: never the raw ratio, which is unbounded (measurement 1.8). */
function isShareable(
  units: UnitScores,
  plain: Float64Array,
  image: Measured,
  text: Measured,
  disturbed: readonly Float64Array[],
): boolean {
  if (image.importance.value < 0 || text.importance.value < 0) return false
  const { design, vectors } = commonUnits(units, [plain, ...disturbed])
  const [whole, blurred, muted] = vectors
  const { mean, se } = stratifiedMean(
    whole.map((value, unit) => 2 * value - blurred[unit] - muted[unit]),
    design,
  )
  return se !== null && mean > 2 * se
}
