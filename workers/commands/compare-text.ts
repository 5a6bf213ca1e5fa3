import { isNotEnough, type NotEnoughData } from '#lib/domain/not-enough-data'
import type { RunComparison } from '#lib/leaderboard/compare-runs'
import type { Neighbour } from '#lib/leaderboard/profile/nearest-profiles'
import { propertyKinds } from '#lib/leaderboard/profile/property'
import type { ModelComparison } from '#lib/statistics/two-models'
import { table } from './command'

interface Compared {
  readonly runs: readonly { readonly name: string; readonly checkpoint: string }[]
  readonly pairs: readonly (Pick<RunComparison, 'first' | 'second' | 'profiles'> & {
    readonly scores: readonly {
      readonly title: string
      readonly found?: ModelComparison | NotEnoughData
      readonly notCompared?: string
    }[]
  })[]
  readonly nearest: readonly (readonly Neighbour[])[]
  readonly notRead: readonly string[]
}

/** What `parallax compare` says to people. */
export function compareText({ runs, pairs, nearest, notRead }: Compared): string {
  return [
    ...pairs.flatMap(pair => [
      `${runs[pair.first].name} less ${runs[pair.second].name}`,
      ...pairLines(pair),
      '',
    ]),
    ...nearestLines(runs, nearest),
    ...notRead.map(line => `not read: ${line}`),
    'p by Holm over all lines of a kind; intervals are not adjusted',
  ].join('\n')
}

function pairLines({ scores, profiles }: Compared['pairs'][number]): string[] {
  const { global, differences, dominant, unshared } = profiles
  const rows = [
    ...scores.map(({ title, found, notCompared }): [string, string] => [
      title,
      notCompared ?? (found ? scoreLine(found) : ''),
    ]),
    ...differences.map(({ id, value, low, high, p }): [string, string] => [
      `${id} ${propertyKinds[id].title}`,
      `${signed(value, 3)} (95 % CI ${signed(low, 3)} to ${signed(high, 3)}${p === null ? '' : `; p ${shortP(p)}`})`,
    ]),
    [
      'profiles',
      isNotEnough(global)
        ? missing(global)
        : `Wald ${global.statistic.toFixed(1)} on ${global.df}, p ${shortP(global.p)}${dominant ? `; the ${dominant} is no worse in what counts, and better in some of it` : ''}`,
    ] satisfies [string, string],
  ]
  const left = [...Map.groupBy(unshared, ({ reason }) => reason)].map(
    ([reason, alike]) => `${alike.map(({ id }) => id).join(', ')} (${reason})`,
  )
  return [
    ...table(rows)
      .split('\n')
      .map(line => `  ${line}`),
    ...(left.length > 0 ? [`  not compared: ${left.join('; ')}`] : []),
  ]
}

function scoreLine(found: ModelComparison | NotEnoughData): string {
  if (isNotEnough(found)) return missing(found)
  const { difference, low, high, p, units, correlation, detectable } = found
  const alike = correlation === null ? '' : `; r ${correlation.toFixed(2)}`
  return `${signed(100 * difference, 1)} pp (95 % CI ${signed(100 * low, 1)} to ${signed(100 * high, 1)}; p ${shortP(p)}; ${units} units${alike}; MDE ${(100 * detectable).toFixed(1)} pp)`
}

function nearestLines(runs: Compared['runs'], nearest: Compared['nearest']): string[] {
  const lines = nearest.flatMap((own, at): [string, string][] => {
    const found = own.map(
      ({ at: other, distance, properties }) =>
        `${runs[other].name} (${distance.toFixed(3)} over ${properties} properties)`,
    )
    return found.length > 0 ? [[`nearest to ${runs[at].name}`, found.join(', ')]] : []
  })
  return lines.length > 0 ? [table(lines), ''] : []
}

function missing({ have, what, need }: NotEnoughData): string {
  return `not enough data: ${have} ${what}, at least ${need}`
}

function signed(value: number, decimals: number): string {
  return `${value < 0 ? '\u2212' : '+'}${Math.abs(value).toFixed(decimals)}`
}

function shortP(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(3)
}
