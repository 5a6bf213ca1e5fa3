import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { benchmarkById } from '#lib/benchmarks/index'
import type { EvidenceRun } from '#lib/leaderboard/items/evidence'
import { evidenceItems } from '#lib/leaderboard/items/evidence-items'
import { flagContext } from '#lib/leaderboard/items/flag-context'
import { flags } from '#lib/leaderboard/items/flags/index'
import { isRaised, judgeItems } from '#lib/leaderboard/items/judge-items'
import { evidenceOf } from '#workers/evaluation/read-run'
import { evaluated, familyOf } from './evaluated'

const root = join(import.meta.dirname, '../../..')
const planted = z.array(
  z.object({
    benchmark: z.string(),
    item: z.string(),
    flag: z.string(),
    why: z.string(),
    shown: z.boolean(),
  }),
)

/** What these flags need: the plain answer, blind ones, permuted ones, and turned options. */
const probes = ['reference', 'permutation', 'option-rotation']

/** How often a flag is raised for items that were planted for it, and for those that were not. */
export interface FlagRate {
  readonly benchmark: string
  readonly flag: string
  readonly planted: number
  /** Of the planted ones, those that transformers' answers show with these checkpoints. */
  readonly shown: number
  readonly foundShown: number
  readonly found: number
  readonly others: number
  readonly raised: number
}

/** Benchmarks with planted items. */
export function plantedBenchmarks(): string[] {
  return [...new Set(readPlanted().map(({ benchmark }) => benchmark))]
}

/** Evidence from every bundled checkpoint under the standard suite, and what flags make of it. */
export async function flagRates(benchmark: string): Promise<FlagRate[]> {
  const names = globSync('examples/checkpoints/*/config.json', { cwd: root })
    .map(path => basename(dirname(path)))
    .sort()
  const runs: EvidenceRun[] = []
  let items: Parameters<typeof evidenceOf>[1] = []
  for (const checkpoint of names) {
    const { outcomes, answered } = await evaluated({ checkpoint, benchmark, probes, suite: 'standard' })
    items = outcomes.items
    runs.push(evidenceOf(answered, items, familyOf(checkpoint)))
  }
  const judged = judgeItems(flagContext({ items: evidenceItems(benchmarkById(benchmark), items), runs }))
  const own = readPlanted().filter(one => one.benchmark === benchmark)
  return flags.flatMap(({ id }): FlagRate[] => {
    const plants = own.filter(({ flag }) => flag === id)
    const wanted = new Set(plants.map(({ item }) => item))
    const shown = new Set(plants.filter(one => one.shown).map(({ item }) => item))
    if (wanted.size === 0) return []
    const raised = items.map((item, at) => ({
      planted: wanted.has(item.id),
      shown: shown.has(item.id),
      raised: isRaised(judged[at], id),
    }))
    const count = (isPlanted: boolean) => raised.filter(one => one.planted === isPlanted && one.raised).length
    return [
      {
        ...{ benchmark, flag: id, planted: wanted.size, found: count(true) },
        ...{ shown: shown.size, foundShown: raised.filter(one => one.shown && one.raised).length },
        ...{ others: items.length - wanted.size, raised: count(false) },
      },
    ]
  })
}

function readPlanted(): z.infer<typeof planted> {
  return planted.parse(JSON.parse(readFileSync(join(root, 'examples/benchmarks/planted.json'), 'utf8')))
}
