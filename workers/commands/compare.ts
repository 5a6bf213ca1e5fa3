import { resolve } from 'node:path'
import { Refusal } from '#lib/domain/refusal'
import { compareRuns } from '#lib/leaderboard/compare-runs'
import { findBenchmarks } from '#workers/datasets/find-benchmarks'
import type { BenchmarkFile } from '#workers/datasets/read-benchmark'
import type { RunManifest } from '#workers/evaluation/manifest'
import { readManifest, readOutcomes } from '#workers/evaluation/read-outcomes'
import { bundledBenchmarks } from './bundled'
import { benchmarkHelp, chosenBenchmarks, readHelp, readOptions, readSettings } from './chosen-benchmarks'
import { BadUsage, type Command, readArguments } from './command'
import { compareText } from './compare-text'

export const compare: Command = {
  name: 'compare',
  usage: 'RUN RUN [RUN …]',
  summary: 'runs held against each other: scores paired by item, and their profiles',
  options: [
    ['RUN', 'a folder of "evaluate --out"'],
    ['--benchmark B', 'an id, a path, or id=path; may be repeated (all that two runs asked)'],
    ...benchmarkHelp.slice(1),
    ...readHelp,
  ],
  async run(args) {
    const { values, positionals } = readArguments(args, {
      benchmark: { type: 'string', multiple: true },
      benchmarks: { type: 'string' },
      json: { type: 'boolean' },
      ...readOptions,
    })
    if (positionals.length < 2) throw new BadUsage('two RUNs or more are compared')
    const folders = positionals.map(folder => resolve(folder))
    const manifests = folders.map(readManifest)
    const names = values.benchmark ?? askedTwice(manifests, values.benchmarks)
    const files =
      names.length === 0 ? [] : await chosenBenchmarks(names, values.benchmarks, readSettings(values))
    const left = notRead(manifests, files)
    const outcomes = folders.map(folder => readOutcomes(folder, files))
    if (outcomes.every(({ benchmarks, reductions }) => benchmarks.length + reductions.length === 0))
      throw new Refusal('bad-benchmark-file', `nothing can be compared: ${left.join('; ')}`)
    const { pairs, nearest } = compareRuns(outcomes)
    const json = {
      runs: folders.map((folder, at) => ({
        folder,
        name: positionals[at],
        checkpoint: manifests[at].digest,
        suite: manifests[at].suite,
      })),
      pairs: pairs.map(({ scores, profiles, ...pair }) => ({
        ...pair,
        scores: scores.map(({ benchmark, title, found }) => ({
          benchmark,
          title,
          ...(typeof found === 'string' ? { notCompared: found } : { found }),
        })),
        profiles,
      })),
      nearest: nearest.some(own => own.length > 0) ? nearest : [],
      notRead: left,
    }
    return { json, text: compareText(json) }
  },
}

/** What the benchmarks are that two runs or more asked and that have a file in the folder. */
function askedTwice(manifests: readonly RunManifest[], folder: string | undefined): string[] {
  const there = findBenchmarks(folder === undefined ? bundledBenchmarks : resolve(folder))
  return there
    .map(({ benchmark }) => benchmark.id)
    .filter(
      id => manifests.filter(({ benchmarks }) => benchmarks.some(one => one.benchmark === id)).length > 1,
    )
}

/** What runs asked that no file is at hand of, in words. */
function notRead(manifests: readonly RunManifest[], files: readonly BenchmarkFile[]): string[] {
  const asked = manifests.flatMap(({ benchmarks }) => benchmarks)
  const missing = asked.filter(
    ({ benchmark, edition }) =>
      !files.some(file => file.benchmark.id === benchmark && file.edition === edition),
  )
  const lines = missing.map(
    ({ title, edition }) => `${title} in edition ${edition.slice(0, 12)} is not at hand`,
  )
  return [...new Set(lines)]
}
