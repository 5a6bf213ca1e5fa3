import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { isNotEnough } from '#lib/domain/not-enough-data'
import { conditionOutcomes } from '#lib/domain/work'
import type { ConditionEstimate } from '#lib/leaderboard/findings/condition-estimate'
import type { Importance } from '#lib/leaderboard/findings/importance'
import { pairedChange } from '#lib/leaderboard/findings/paired-change'
import { findAll, measured, type RunFindings } from '#lib/leaderboard/findings/run-findings'
import {
  conditionsLike,
  meanVector,
  scoresOf,
  type UnitScores,
  unitScores,
} from '#lib/leaderboard/findings/unit-scores'
import type { BenchmarkOutcomes } from '#lib/leaderboard/run-outcomes'
import { keepScored } from '#lib/leaderboard/scored-items'
import { summariseBenchmark } from '#lib/leaderboard/summarise-benchmark'
import { joinBatches } from '#lib/submissions/summarise-stored-run'
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

const outcomes: BenchmarkOutcomes[] = []
const runs = new Map<string, UnitScores>()
let found: RunFindings
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
  expect(of?.se).toBeCloseTo(own.se, digits)
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
      expect(structure.rings[at]).toBeCloseTo(ring, digits)
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
