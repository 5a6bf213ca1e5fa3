import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Figure, FigureMap } from '#lib/domain/finding'
import { isNotEnough } from '#lib/domain/not-enough-data'
import type { Property } from '#lib/domain/property'
import { type BenchmarkSummary, type Effect, type RunSummary, runSummary } from '#lib/domain/run-summary'
import { propertyKinds } from '#lib/leaderboard/profile/property'
import { summaryFile } from '#workers/evaluation/local-run'
import type { RunManifest } from '#workers/evaluation/manifest'
import { table } from './command'

/** Figures of each finding that a terminal shows: the first say the most. */
const shownFigures = 3

/**
 * What the probes of a local run found: changes, first figures of every finding, profile and diagnosis. Everything else is in
 * `summary.json`, which this reads. Empty where there is none, or another version wrote it. @param out the run's folder.
 */
export function probeTable(out: string, { files }: Pick<RunManifest, 'files'>): string {
  if (!files.some(({ path }) => path === summaryFile)) return ''
  const read = runSummary.safeParse(JSON.parse(readFileSync(join(out, summaryFile), 'utf8')))
  if (!read.success) return ''
  const { benchmarks, profile, diagnosis } = read.data
  return [
    ...part('changes against the same items unprobed, p by Holm', benchmarks.flatMap(changeRows)),
    ...part('what probes found', findingRows(read.data)),
    ...part('profile', profile.map(profileRow)),
    ...part(
      'diagnosis',
      diagnosis.map(({ id, title }) => [id, title] as const),
    ),
  ].join('\n')
}

type Row = readonly [string, string]

function part(title: string, rows: readonly Row[]): string[] {
  return rows.length === 0 ? [] : [`${title}:`, table(rows.map(([label, text]) => [`  ${label}`, text])), '']
}

/** The first setting of every probe whose settings are not doses of one thing; of those the area under them. */
function changeRows({ title, effects, spatialArea }: BenchmarkSummary): Row[] {
  const byProbe = Map.groupBy(
    effects.filter(({ setting }) => !/\d/.test(setting)),
    ({ probe }) => probe,
  )
  return [
    ...[...byProbe.values()].map(([effect]): Row => [`${title}, ${effect.setting}`, effectText(effect)]),
    ...(spatialArea
      ? [[`${title}, area of the spatial shuffle`, numberText({ ...spatialArea, unit: 'share' })] as const]
      : []),
  ]
}

/** `-60.0 pp (-83.5 to -36.5), p 0.004, lower; keeps 0.12 (0.03 to 0.21) of what is above chance`. */
function effectText({ change, retention }: Effect): string {
  const { pp: value, low, high, p, verdict } = change
  const kept = retention && !isNotEnough(retention) ? numberText({ ...retention, unit: 'share' }) : null
  return [
    `${numberText({ value, low, high, unit: 'pp' })}, p ${p < 0.001 ? '< 0.001' : p.toFixed(3)}, ${verdict}`,
    ...(kept === null ? [] : [`keeps ${kept} of what is above chance`]),
  ].join('; ')
}

function findingRows({ findings, benchmarks }: RunSummary): Row[] {
  const titles = new Map(benchmarks.map(({ benchmark, title }) => [benchmark, title]))
  return findings.flatMap(({ probe, benchmark, figures, maps }) => {
    const on = benchmark === null ? 'all' : (titles.get(benchmark) ?? benchmark)
    return [
      ...maps.map((map): Row => [`${on}, ${probe}`, `${map.name}: ${mapText(map)}`]),
      ...figures
        .slice(0, shownFigures)
        .map((figure): Row => [`${on}, ${probe}`, `${figure.name}: ${numberText(figure)}`]),
    ]
  })
}

/** `0.58 (0.51 to 0.64)`, `-3.1 pp (-5.0 to -1.2)`. */
function numberText({ value, low, high, unit }: Pick<Figure, 'value' | 'low' | 'high' | 'unit'>): string {
  const digits = unit === 'share' ? 2 : 1
  const unitText = { share: '', pp: ' pp', percent: ' %' }[unit]
  const interval = low === null || high === null ? '' : ` (${low.toFixed(digits)} to ${high.toFixed(digits)})`
  return `${value.toFixed(digits)}${unitText}${interval}`
}

function mapText({ cells }: FigureMap): string {
  const values = cells.map(({ value }) => value)
  return `${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)} % over ${cells.length} groups`
}

function profileRow({ id, state, reason, value, low, high }: Property): Row {
  const label = `${id} ${propertyKinds[id].title}`
  if (value === null) return [label, reason ?? state]
  return [
    label,
    `${numberText({ value, low, high, unit: 'share' })}${state === 'shown' ? '' : `, ${reason ?? state}`}`,
  ]
}
