import { isNotEnough, type NotEnoughData } from '#lib/domain/not-enough-data'
import type { BoardBenchmark } from '#lib/statistics/board-benchmark'
import type { Features } from '#lib/statistics/features'
import { keyedRandom } from '#lib/statistics/keyed-random'
import { alignLayers, drawHalves, layerNeighbours } from '#lib/statistics/layer-alignment'
import { pairwiseRanks } from '#lib/statistics/pairwise-ranks'
import { rankResamples, resampleBoard, tiersOfResamples } from '#lib/statistics/sampled-ranks'
import { rowSimilarities } from '#lib/statistics/similarities'
import { flatDesign } from '#lib/statistics/stratified-mean'
import type { Figure } from './measurement'

const resamples = 1000
const runs = 9

const random = keyedRandom({ seed: 0, probe: 'measure', condition: 'speed', item: '' })
const uniform = () => random.uint32() / 2 ** 32

/** Times of one thread, from item scores to what a page shows; the median of nine runs after one that is not counted. */
export function measureStatisticsSpeed(): Figure[] {
  const shape = { rows: 332, benchmarks: 1, clusters: 41, units: 41 }
  const small = madeBoard(shape, skill => skill + 0.4 * uniform())
  const answered = madeBoard(shape)
  const large = madeBoard({ rows: 1000, benchmarks: 10, clusters: 200, units: 400 })
  return [
    timed(`rank intervals and tiers of 332 × 41 scores, ${resamples} resamples`, 0.043, () =>
      rankBoard(small),
    ),
    timed('the same where each score is 0 or 1', undefined, () => rankBoard(answered)),
    timed(`the same of 1,000 checkpoints × 10 benchmarks × 200 clusters`, 2, () => rankBoard(large)),
    timed('tests of all pairs of 100 of them, Holm-adjusted', undefined, () =>
      known(pairwiseRanks(large.map(one => ({ ...one, vectors: one.vectors.slice(0, 100) })))),
    ),
    timed('tests of all 499,500 pairs', undefined, () => known(pairwiseRanks(large))),
    ...alignmentFigures(),
  ]
}

function rankBoard(board: readonly BoardBenchmark[]): number {
  const sampled = known(resampleBoard(board, resamples))
  const ranks = rankResamples(sampled)
  const order = [...ranks.keys()].sort((a, b) => (ranks[a]?.best ?? 0) - (ranks[b]?.best ?? 0))
  return Math.max(...tiersOfResamples(sampled, order))
}

interface BoardShape {
  readonly rows: number
  readonly benchmarks: number
  readonly clusters: number
  readonly units: number
}

function madeBoard(
  { rows, benchmarks, clusters, units }: BoardShape,
  score: (skill: number) => number = skill => (uniform() < skill ? 1 : 0),
): BoardBenchmark[] {
  const skills = Array.from({ length: rows }, () => 0.2 + 0.6 * uniform())
  const design = flatDesign(
    units,
    Int32Array.from({ length: units }, (_, unit) => unit % clusters),
  )
  return Array.from({ length: benchmarks }, (_, at) => ({
    key: `benchmark ${at}`,
    design,
    vectors: skills.map(skill => Float32Array.from({ length: units }, () => score(skill))),
  }))
}

const pairs = 1000
const width = 1024
const imageLayers = 25
const textLayers = 33
const measuredLayers = 4

/** Mutual k-NN of all layers of a CLIP-L and a 7B: neighbours once a layer, then overlaps once a pair. */
function alignmentFigures(): Figure[] {
  const halves = drawHalves(pairs, 'measure')
  const features = Array.from({ length: measuredLayers }, madeFeatures)
  let neighbours: ReturnType<typeof layerNeighbours>[] = []
  const layers = secondsOf(() => {
    neighbours = features.map(one => {
      const similarities = rowSimilarities(one)
      return isNotEnough(similarities) ? similarities : layerNeighbours(similarities, halves)
    })
  })
  const many = (count: number) =>
    Array.from({ length: count }, (_, at) => neighbours[at % measuredLayers] ?? nothing)
  const overlaps = secondsOf(() => known(alignLayers(many(imageLayers), many(textLayers))))
  const perLayer = layers.processor / measuredLayers
  const all = (imageLayers + textLayers) * perLayer + overlaps.processor
  return [
    {
      figure: `neighbours of a layer of ${pairs} × ${width} (all rows, and two halves)`,
      value: seconds(perLayer),
    },
    {
      figure: `overlaps of ${imageLayers} × ${textLayers} pairs of layers`,
      value: seconds(overlaps.processor),
    },
    {
      figure: `mutual k-NN of ${imageLayers} + ${textLayers} such layers, from the time of ${measuredLayers}`,
      value: seconds(all),
    },
  ]
}

const nothing: NotEnoughData = { kind: 'not-enough-data', what: 'layers', have: 0, need: 1 }

function madeFeatures(): Features {
  return { rows: pairs, width, values: Float32Array.from({ length: pairs * width }, () => uniform() - 0.5) }
}

function timed(figure: string, target: number | undefined, run: () => unknown): Figure {
  secondsOf(run)
  const times = Array.from({ length: runs }, () => secondsOf(run)).sort((a, b) => a.processor - b.processor)
  const { processor = 0, clock = 0 } = times[Math.floor(runs / 2)] ?? {}
  const value = `${seconds(processor)} of a processor, ${seconds(clock)} by the clock`
  if (target === undefined) return { figure, value }
  return { figure, value, target: `< ${seconds(target)} of a processor`, met: processor < target }
}

/** Processor time does not count what else the machine is doing. */
function secondsOf(run: () => unknown): { processor: number; clock: number } {
  const started = performance.now()
  const used = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(used)
  return { processor: (user + system) / 1e6, clock: (performance.now() - started) / 1000 }
}

function known<Value>(value: Value | NotEnoughData): Value {
  if (isNotEnough(value)) throw new Error(`${value.what}: ${value.have} of ${value.need}`)
  return value
}

function seconds(value: number): string {
  return value < 1 ? `${(1000 * value).toFixed(0)} ms` : `${value.toFixed(2)} s`
}
