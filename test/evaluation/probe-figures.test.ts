import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Finding, MeasuredValue } from '#lib/domain/finding'
import { isNotEnough } from '#lib/domain/not-enough-data'
import { alignmentResult } from '#lib/domain/reduction-result'
import { type RunSummary, runSummary } from '#lib/domain/run-summary'
import { conditionOutcomes } from '#lib/domain/work'
import type { ConditionEstimate } from '#lib/leaderboard/findings/condition-estimate'
import type { Importance } from '#lib/leaderboard/findings/importance'
import { pairedChange } from '#lib/leaderboard/findings/paired-change'
import { findAll, measured, type RunFindings } from '#lib/leaderboard/findings/run-findings'
import { noiseWords, ringWords } from '#lib/leaderboard/findings/setting-in-words'
import {
  conditionsLike,
  meanVector,
  scoresOf,
  type UnitScores,
  unitScores,
} from '#lib/leaderboard/findings/unit-scores'
import { joinBatches } from '#lib/leaderboard/join-batches'
import type { BenchmarkOutcomes } from '#lib/leaderboard/run-outcomes'
import { keepScored } from '#lib/leaderboard/scored-items'
import { summariseBenchmark } from '#lib/leaderboard/summarise-benchmark'
import { summariseRun } from '#lib/leaderboard/summarise-run'
import { madeShape } from '#test/leaderboard/made-run'
import { findBenchmarks } from '#workers/datasets/find-benchmarks'
import { readBenchmark } from '#workers/datasets/read-benchmark'

/**
 * Every probe's figures, against what `scripts/goldens/probe_figures.py` makes of the same answers by the formulas of the
 * specification alone. The run: `parallax evaluate examples/checkpoints/scenes-llava-frozen --suite demo` with every relative
 * that is bundled.
 */
const folder = join(import.meta.dirname, '../fixtures/probe-run')
// Scores are kept in single precision.
const digits = 6

const cell = conditionOutcomes.extend({ benchmark: z.string(), edition: z.string() }).loose()
const estimate = z.object({ value: z.number(), se: z.number(), corrected: z.number() })
const difference = z.object({ difference: z.number(), se: z.number() })
const ratio = z.object({ value: z.number(), se: z.number() })
const change = difference.extend({ retention: ratio })
const curve = z.object({ points: z.record(z.string(), ratio), area: z.number() }).nullable()
const figures = z
  .object({
    reference: estimate,
    necessity: difference,
    permuted: change,
    occlusion: z.object({ random: curve, salient: curve, 'non-salient': curve, contrast: z.number() }),
    patchInformationLoss: z.object({
      groups: z.record(z.string(), z.object({ loss: z.number(), se: z.number(), correctedLoss: z.number() })),
      locality: z.number(),
      rings: z.array(z.number()),
      centreMinusEdge: z.number(),
    }),
    importance: z.record(z.string(), z.record(z.string(), z.number())),
    optionRotation: z.object({ vanilla: estimate, mean: estimate, circular: estimate }),
    synthesized: change,
    recognition: z.object({ closed: estimate, encoder: estimate, change: difference }),
  })
  .partial()
const expected = z
  .record(z.string(), figures)
  .parse(JSON.parse(readFileSync(join(folder, 'figures.json'), 'utf8')))

/** Grids are keys of their own. */
const shuffled = Object.fromEntries(
  Object.entries(
    z
      .record(z.string(), z.record(z.string(), z.unknown()))
      .parse(JSON.parse(readFileSync(join(folder, 'figures.json'), 'utf8'))),
  ).flatMap(([benchmark, own]) => {
    const grids = Object.entries(own).flatMap(([key, value]) =>
      key.startsWith('grid-') ? [[key, change.parse(value)] as const] : [],
    )
    return grids.length === 0
      ? []
      : [[benchmark, { grids: Object.fromEntries(grids), area: z.number().optional().parse(own.area) }]]
  }),
)

/** As much of the checkpoint's shape as decides its conditions. */
const shape = {
  ...madeShape,
  vision: { ...madeShape.vision, imageSize: 64, patchSize: 8 },
  text: { ...madeShape.text, layers: 4 },
}

const { result: alignment } = z
  .object({ result: alignmentResult })
  .parse(JSON.parse(readFileSync(join(folder, 'alignment.json'), 'utf8')))

const outcomes: BenchmarkOutcomes[] = []
const runs = new Map<string, UnitScores>()
let found: RunFindings
/** As it is stored, and read again. */
let summary: RunSummary
beforeAll(async () => {
  const { cells } = z
    .object({ cells: z.array(cell) })
    .parse(JSON.parse(gunzipSync(readFileSync(join(folder, 'cells.json.gz'))).toString()))
  for (const { benchmark, path } of findBenchmarks(join(import.meta.dirname, '../../examples/benchmarks'))) {
    const own = cells.filter(one => one.benchmark === benchmark.id)
    if (own.length === 0) continue
    const { records, edition, title } = await readBenchmark(path, benchmark)
    expect(own[0].edition, `${title} has changed since the run`).toBe(edition)
    const all = {
      ...{ benchmark: benchmark.id, title, edition, scorer: '', promptProfile: '', items: records },
      cells: joinBatches(benchmark.id, [own]),
    }
    outcomes.push(all)
    runs.set(benchmark.id, unitScores(all))
  }
  summary = runSummary.parse(
    JSON.parse(
      JSON.stringify(
        summariseRun({
          ...{ suite: 'demo', shape, benchmarks: outcomes, notRun: [] },
          engine: { version: '0', provider: 'cpu', precision: 'fp32' },
          reductions: [alignment],
        }),
      ),
    ),
  )
  found = findAll({
    benchmarks: [...runs.values()],
    alignment: null,
    likeness: [],
    answerPriors: [],
    strictMaths: null,
  })
})

/** Every benchmark that a figure was made of, by both sides alike. */
function eachWith<Key extends keyof z.infer<typeof figures>>(key: Key) {
  const those = Object.entries(expected).flatMap(([benchmark, own]) => {
    const figure = own[key]
    return figure === undefined ? [] : [[benchmark, figure] as const]
  })
  expect(those.length).toBeGreaterThan(0)
  return those
}

function theOne<Finding extends { readonly benchmark: string }>(
  findings: readonly Finding[],
  benchmark: string,
) {
  const one = findings.find(finding => finding.benchmark === benchmark)
  if (!one) throw new Error(`nothing was found on ${benchmark}`)
  return one
}

function expectEstimate({ score, corrected }: ConditionEstimate, own: z.infer<typeof estimate>): void {
  expect(score.value).toBeCloseTo(own.value, digits)
  expect(corrected.value).toBeCloseTo(own.corrected, digits)
}

function expectDifference(
  of: { readonly difference: number; readonly se: number },
  own: z.infer<typeof difference>,
): void {
  expect(of.difference).toBeCloseTo(own.difference, digits)
  expect(of.se).toBeCloseTo(own.se, digits)
}

function expectRatio(
  of: { readonly value: number; readonly se: number } | null,
  own: z.infer<typeof ratio>,
): void {
  expect(of?.value).toBeCloseTo(own.value, digits)
  // Where every cluster kept alike the formula's error is 0, and what Wilson's interval amounts to stands in.
  if (own.se === 0) expect(of?.se).toBeGreaterThan(0)
  else expect(of?.se).toBeCloseTo(own.se, digits)
}

test('reference, and what the picture is worth', () => {
  for (const [benchmark, own] of eachWith('reference'))
    expectEstimate(theOne(measured(found.reference), benchmark).reference, own)
  for (const [benchmark, own] of eachWith('necessity')) {
    const { necessity } = theOne(measured(found.reference), benchmark)
    const gain = necessity.find(({ control }) => control === 'no-image')?.gain
    expect(gain).toBeDefined()
    if (gain) expectDifference(gain, own)
  }
})

test('permutation', () => {
  for (const [benchmark, own] of eachWith('permuted')) {
    const units = runs.get(benchmark)
    const plain = units && scoresOf(units, 'reference', 'reference')
    if (!units || !plain) throw new Error(`${benchmark} has no reference`)
    const seeds = conditionsLike(units, 'permutation', /^seed-/).map(({ values }) => values)
    const paired = pairedChange(units, meanVector(seeds), plain)
    expect(isNotEnough(paired)).toBe(false)
    if (!isNotEnough(paired)) expectDifference(paired, own)
  }
})

test('spatial shuffle, each grid beside its own resized picture, and the area', () => {
  const found = outcomes.flatMap(one => {
    const { outcomes: scored } = keepScored(one)
    return scored ? [summariseBenchmark('demo', scored, shape)] : []
  })
  let areas = 0
  for (const [benchmark, own] of Object.entries(shuffled)) {
    const { effects, summary } = found.find(one => one.summary.benchmark === benchmark) ?? {}
    for (const [setting, expectedChange] of Object.entries(own.grids)) {
      const effect = effects?.find(one => one.setting === setting)
      expect(effect, `${benchmark} ${setting}`).toBeDefined()
      if (!effect) continue
      expectDifference(effect.difference, expectedChange)
      const { retention } = effect
      if (retention && !isNotEnough(retention))
        expect(retention.value).toBeCloseTo(expectedChange.retention.value, digits)
    }
    if (summary?.spatialArea && own.area !== undefined) {
      expect(summary.spatialArea.value).toBeCloseTo(own.area, digits)
      areas += 1
    }
  }
  expect(areas).toBeGreaterThan(1)
})

test('occlusion', () => {
  for (const [benchmark, own] of eachWith('occlusion')) {
    const { curves, contrast } = theOne(measured(found.occlusion), benchmark)
    expect(contrast?.value).toBeCloseTo(own.contrast, digits)
    for (const mode of ['random', 'salient', 'non-salient'] as const) {
      const drawn = curves.find(one => one.mode === mode)
      expect(drawn?.area?.value).toBeCloseTo(own[mode]?.area ?? Number.NaN, digits)
      for (const [amount, kept] of Object.entries(own[mode]?.points ?? {}))
        expectRatio(drawn?.points.find(point => point.ratio === Number(amount))?.retention ?? null, kept)
    }
  }
})

test('patch information loss', () => {
  for (const [benchmark, own] of eachWith('patchInformationLoss')) {
    const { groups, structure } = theOne(measured(found.patchInformationLoss), benchmark)
    expect(groups.length).toBe(Object.keys(own.groups).length)
    for (const { row, column, loss, correctedLoss } of groups) {
      const group = own.groups[`r${row}c${column}`]
      expectRatio(loss, { value: group.loss, se: group.se })
      if (correctedLoss) expect(correctedLoss.value).toBeCloseTo(group.correctedLoss, digits)
    }
    if (!structure) continue
    expect(structure.locality.value).toBeCloseTo(own.locality, digits)
    expect(structure.centreMinusEdge.value).toBeCloseTo(own.centreMinusEdge, digits)
    own.rings.forEach((ring, at) => {
      expect(structure.rings[at].value).toBeCloseTo(ring, digits)
    })
  }
})

test('importance', () => {
  for (const [benchmark, own] of eachWith('importance')) {
    const { tokens, layers, modalities } = theOne(measured(found.importance), benchmark)
    const named: (readonly [string, Importance])[] = [
      ...tokens.flatMap(({ groups }) =>
        groups.map(group => [`tokens/r${group.row}c${group.column}`, group] as const),
      ),
      ...layers.flatMap(one =>
        one.layers.map(layer => [`layer-${layer.layer}/${one.noise}`, layer] as const),
      ),
      ...modalities.flatMap(one =>
        one.layers.flatMap(({ layer, image, text }) => [
          [`layer-${layer}/visual/${one.noise}`, image] as const,
          [`layer-${layer}/text/${one.noise}`, text] as const,
        ]),
      ),
    ]
    expect(named.map(([name]) => name).toSorted()).toEqual(
      Object.keys(own)
        .filter(name => !name.startsWith('depth/'))
        .toSorted(),
    )
    for (const [name, { value, literal, worst }] of named) {
      expect(value, name).toBeCloseTo(own[name].mean, digits)
      expect(literal, name).toBeCloseTo(own[name].literal, digits)
      expect(worst, name).toBeCloseTo(own[name].worst, digits)
    }
    for (const { noise, depth } of layers) {
      expect(depth?.lowQuarter.value).toBeCloseTo(own[`depth/${noise}`].lowQuarter, digits)
      expect(depth?.centre.value).toBeCloseTo(own[`depth/${noise}`].centre, digits)
    }
  }
})

test('option rotation', () => {
  for (const [benchmark, own] of eachWith('optionRotation')) {
    const finding = theOne(measured(found.optionRotation), benchmark)
    for (const name of ['vanilla', 'mean', 'circular'] as const) expectEstimate(finding[name], own[name])
  }
})

test('synthesized pictures', () => {
  for (const [benchmark, own] of eachWith('synthesized')) {
    const finding = theOne(measured(found.synthesized), benchmark)
    expectDifference(finding.change, own)
    if (finding.retention) expectRatio(finding.retention, own.retention)
  }
})

test('recognition beside the encoder', () => {
  for (const [benchmark, own] of eachWith('recognition')) {
    const finding = theOne(found.recognition, benchmark)
    expect(finding.closed.score.value).toBeCloseTo(own.closed.value, digits)
    expect(finding.encoder.score.value).toBeCloseTo(own.encoder.value, digits)
    expectDifference(finding.change, own.change)
  }
})

describe('what is published', () => {
  /** What one probe found on one benchmark, as the summary has it. */
  const publishedOf = (probe: string, benchmark: string): Finding =>
    theOne(
      summary.findings
        .filter(one => one.probe === probe)
        .map(one => ({ ...one, benchmark: one.benchmark ?? '' })),
      benchmark,
    )
  const figureOf = ({ figures }: Finding, name: string) => {
    const one = figures.find(figure => figure.name === name)
    if (!one) throw new Error(`${name} is not among ${figures.map(figure => figure.name).join('; ')}`)
    return one
  }
  const readingOf = ({ readings }: MeasuredValue, name: string) =>
    readings.find(reading => reading.name === name)?.value ?? Number.NaN

  test('has both losses of every group, with error, interval and p, and the rings', () => {
    for (const [benchmark, own] of eachWith('patchInformationLoss')) {
      const told = publishedOf('patch-information-loss', benchmark)
      const { groups, structure } = theOne(measured(found.patchInformationLoss), benchmark)
      const [plain, ...others] = told.maps
      expect(plain.cells).toHaveLength(groups.length)
      plain.cells.forEach((cell, at) => {
        const group = own.groups[`r${Math.floor(at / plain.columns)}c${at % plain.columns}`]
        expect(cell.value).toBeCloseTo(100 * group.loss, digits - 2)
        expect(cell.se).toBeCloseTo(100 * group.se, digits - 2)
        expect(cell).toMatchObject({
          low: 100 * groups[at].loss.low,
          high: 100 * groups[at].loss.high,
          p: groups[at].p,
        })
      })
      if (!structure) continue
      const corrected = others.find(({ name }) => name.includes('above chance'))
      corrected?.cells.forEach((cell, at) => {
        expect(cell.value).toBeCloseTo(
          100 * own.groups[`r${Math.floor(at / plain.columns)}c${at % plain.columns}`].correctedLoss,
          digits - 2,
        )
      })
      const shares = corrected?.cells.map(cell => readingOf(cell, 'its share of the information')) ?? []
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, digits)
      own.rings.forEach((ring, at) => {
        const figure = figureOf(told, `kept above chance, ${ringWords(at, own.rings.length)}`)
        expect(figure.value).toBeCloseTo(ring, digits)
        expect([figure.low, figure.high, figure.se]).not.toContain(null)
      })
    }
  })

  test('has importance by its mean, its kindest and its harshest draw, and the centre of mass of depth', () => {
    for (const [benchmark, own] of eachWith('importance')) {
      const told = publishedOf('importance', benchmark)
      const expectThree = (cell: MeasuredValue, of: Record<string, number>) => {
        expect(cell.value).toBeCloseTo(of.mean, digits)
        expect(readingOf(cell, 'kindest draw')).toBeCloseTo(of.literal, digits)
        expect(readingOf(cell, 'harshest draw')).toBeCloseTo(of.worst, digits)
        expect(cell.se).toBeGreaterThan(0)
      }
      const [map] = told.maps
      map?.cells.forEach((cell, at) => {
        expectThree(cell, own[`tokens/r${Math.floor(at / map.columns)}c${at % map.columns}`])
      })
      for (const noise of ['fixed', 'matched-0.3']) {
        const depth = own[`depth/${noise}`]
        if (!depth) continue
        const tags = noise === 'fixed' ? ['unmatched-noise'] : []
        expectThree(figureOf(told, `layer 0, ${noiseWords(noise)}`), own[`layer-0/${noise}`])
        const centre = figureOf(told, `centre of mass of depth, 0 first layer, 1 last, ${noiseWords(noise)}`)
        expect(centre).toMatchObject({ value: expect.closeTo(depth.centre, digits), tags })
      }
    }
  })

  test('has alignment marked as approximate, with the maximum of the paper beside it', () => {
    const { figures } = publishedOf('alignment-knn', 'docci')
    expect(figures.length).toBeGreaterThan(0)
    for (const { name, tags, readings } of figures) {
      expect(tags, name).toContain('approximate')
      if (name.endsWith('above chance'))
        expect(readings[0]).toMatchObject({ name: 'largest overlap over all pairs of layers' })
    }
  })
})
