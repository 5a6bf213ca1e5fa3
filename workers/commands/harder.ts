import { createWriteStream, existsSync, readFileSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Refusal } from '#lib/domain/refusal'
import { maskRegion } from '#lib/leaderboard/harder/evidence-region'
import { transformations } from '#lib/leaderboard/harder/index'
import { type HarderBenchmark, makeHarder, startingItems } from '#lib/leaderboard/harder/make-harder'
import type { VariantPicture } from '#lib/leaderboard/harder/variant'
import { variantBenchmark } from '#lib/leaderboard/harder/variant-benchmark'
import { type SuggestedSet, suggestedSet } from '#lib/leaderboard/items/suggested-set'
import { layOutUnits } from '#lib/leaderboard/unit-layout'
import type { BenchmarkFile } from '#workers/datasets/read-benchmark'
import type { MergedRun } from '#workers/evaluation/merge-runs'
import { wrongAnswers } from '#workers/evaluation/read-run'
import { encodePng } from '#workers/image/decode'
import { benchmarkHelp, readHelp, readOptions, readSettings } from './chosen-benchmarks'
import { chosenFile } from './chosen-file'
import {
  BadUsage,
  type Command,
  oneOf,
  onlyPositional,
  readArguments,
  required,
  table,
  wholeNumber,
} from './command'
import { engineHelp, engineOptions, engineSettings } from './engine-options'
import {
  evidenceHelp,
  evidenceOptions,
  givenEvidence,
  givenRuns,
  splitKey,
  textEvidence,
  usualSize,
  usualSizeHelp,
} from './evidence-options'
import { pictureEvidence } from './picture-evidence'

const ids = transformations.map(({ id }) => id)

export const harder: Command = {
  name: 'harder',
  usage: 'BENCHMARK --transformation T --out FILE [--runs DIR …] [--items FILE] [--seed N]',
  summary:
    'make a harder benchmark out of one, with where every row is from; "evaluate" takes it like any other',
  options: [
    ['BENCHMARK', 'an id, a path, or id=path'],
    ['--transformation T', transformations.map(({ id, title }) => `${id}: ${title}`).join('; ')],
    ['--out FILE', 'a new .tsv (as VLMEvalKit reads it) or .jsonl; FILE.manifest.json is written beside it'],
    ['--items FILE', 'ids to start from, one a line, or an earlier file of this command (all)'],
    ...evidenceHelp,
    [
      '--size N',
      `subset without --items: how many units the runs suggest, as "items --suggest N" does (${usualSizeHelp})`,
    ],
    [
      '--saliency DIR',
      'for evidence-removed: an encoder whose attention says where the evidence is, e.g. DINO (PARALLAX_SALIENCY_ENCODER)',
    ],
    ['--seed N', 'index of the seed of all draws (1)'],
    [
      '--public',
      'leave out what the licence keeps from being passed on; the manifest says how to make the rest',
    ],
    ...benchmarkHelp.slice(1),
    ...readHelp,
    ...engineHelp,
  ],
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, {
      transformation: { type: 'string' },
      out: { type: 'string' },
      items: { type: 'string' },
      size: { type: 'string' },
      seed: { type: 'string' },
      saliency: { type: 'string' },
      public: { type: 'boolean' },
      benchmarks: { type: 'string' },
      json: { type: 'boolean' },
      ...evidenceOptions,
      ...readOptions,
      ...engineOptions,
    })
    const name = onlyPositional(positionals, 'BENCHMARK')
    const transformation = oneOf(required(values.transformation, '--transformation'), '--transformation', ids)
    if (values.saliency !== undefined && transformation !== 'evidence-removed')
      throw new BadUsage(`--saliency says where evidence is, which ${transformation} does not ask`)
    const out = newFile(required(values.out, '--out'))
    const file = await chosenFile(name, values.benchmarks, readSettings(values))
    const runs = await givenRuns(values.runs, file)
    const size = wholeNumber(values.size, '--size', 1, null)
    const evidence =
      transformation === 'evidence-removed'
        ? await pictureEvidence(values.saliency, file, engineSettings(values), terminal)
        : null
    const given = startOf(values.items)
    const chosen =
      given === null && transformation === 'subset' ? suggested(runs, file, values.family, size) : null
    const only = given ?? chosen?.items
    const made = makeHarder({
      benchmark: file.benchmark,
      items: file.records,
      transformation,
      seed: wholeNumber(values.seed, '--seed', 1, 1),
      format: out.endsWith('.tsv') ? 'tsv' : 'jsonl',
      audience: values.public ? 'public' : 'owner',
      picture: pictureOf(file),
      aids: {
        wrongAnswers: wrongAnswers(runs, file.records),
        ...(evidence ? { saliency: evidence.maps } : {}),
      },
      ...(evidence ? { saliencyEncoder: evidence.digest } : {}),
      ...(only ? { only } : {}),
      ...(chosen ? { selection: { chosenBy: chosen.chosenBy, heldOut: chosen.heldOut } } : {}),
    })
    if (made.variants.length === 0)
      throw new Refusal('bad-usage', `no item has such a variant: ${reasonsOf(made)}`)
    await write(out, made)
    const groups = new Set(made.variants.map(({ group }) => group)).size
    const json = {
      out,
      transformation,
      rows: made.variants.length,
      groups,
      excluded: Object.fromEntries(countedReasons(made)),
      evaluated: variantBenchmark(file.benchmark, transformation) !== null,
      ...(chosen ? { chosenBy: chosen.chosenBy, heldOut: chosen.heldOut, unfilled: chosen.unfilled } : {}),
    }
    const text = table([
      ['rows', String(json.rows)],
      ['groups', String(groups)],
      ...countedReasons(made).map(([reason, count]) => [`left out: ${count}`, reason] as const),
      ['wrote', out],
      ['wrote', `${out}.manifest.json`],
      ...(json.evaluated
        ? []
        : ([
            ['note', 'its rows are conversations, which "evaluate" does not ask: it has one prompt an item'],
          ] as const)),
      ...(chosen
        ? ([
            ['chosen by', chosen.chosenBy.join(', ')],
            ['validation', triedBy(chosen)],
          ] as const)
        : []),
    ])
    return { json, text }
  },
}

/** @throws BadUsage where it ends in neither; Refusal `output-exists`. */
function newFile(path: string): string {
  if (!/\.(tsv|jsonl)$/.test(path))
    throw new BadUsage(`--out must end in .tsv or .jsonl, not "${basename(path)}"`)
  const taken = [resolve(path), `${resolve(path)}.manifest.json`].find(existsSync)
  if (taken) throw new Refusal('output-exists', `${taken} is there already; name another file`)
  return resolve(path)
}

/** Ids to start from; null where all are meant. @throws Refusal `not-found`, or of `startingItems`. */
function startOf(path: string | undefined): ReadonlySet<string> | null {
  if (path === undefined) return null
  if (!existsSync(path)) throw new Refusal('not-found', `there is no file ${path}`)
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line.trim() !== '')
  if (path.endsWith('.jsonl')) return startingItems(lines.map(line => JSON.parse(line)))
  const [head = '', ...rows] = lines
  const columns = head.split('\t')
  if (!columns.includes('parents')) return new Set(lines.map(line => line.trim()))
  const at = [columns.indexOf('index'), columns.indexOf('parents')] as const
  return startingItems(
    rows.map(row => {
      const cells = row
        .split('\t')
        .map(cell => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell))
      return { index: cells[at[0]] ?? '', parents: cells[at[1]] ?? '' }
    }),
  )
}

/** What runs chose: so many units, and the ids of their items. */
interface Chosen extends Pick<SuggestedSet, 'chosenBy' | 'heldOut' | 'unfilled'> {
  readonly size: number
  readonly items: ReadonlySet<string>
}

/** The units that runs suggest: the very set that `parallax items` validates, where any family is held out. */
function suggested(
  runs: readonly MergedRun[],
  file: BenchmarkFile,
  families: readonly string[] | undefined,
  asked: number | null,
): Chosen {
  if (runs.length === 0) throw new BadUsage('a subset needs --items, or --runs that suggest one')
  const evidence = givenEvidence(runs, file, families)
  const units = layOutUnits(file.benchmark, file.records).units.map(unit => unit.items)
  const size = asked ?? usualSize(units.length)
  const { used } = textEvidence(file, evidence.items)
  const set = suggestedSet({ evidence, units, size, ...used }, splitKey(file))
  if (set.units.length === 0) throw new Refusal('bad-usage', 'the runs suggest no unit')
  const items = set.units.flatMap(({ unit }) => units[unit].map(at => file.records[at].id))
  return { ...set, size, items: new Set(items) }
}

/** Where the verdict on a set is to be had. */
function triedBy({ heldOut, size }: Pick<Chosen, 'heldOut' | 'size'>): string {
  return heldOut.length === 0
    ? 'not validated: too few families to leave any out'
    : `"items --suggest ${size}" tries this very set on ${heldOut.join(', ')}`
}

function pictureOf({ items }: BenchmarkFile): (picture: VariantPicture) => Promise<string> {
  const byId = new Map(items.map(item => [item.id, item]))
  return async ({ item, masked }) => {
    const [first] = byId.get(item)?.images ?? []
    if (!first) throw new Error(`item ${item} has no picture`)
    const image = await first.decode()
    return (await encodePng(masked ? maskRegion(image, masked) : image)).toString('base64')
  }
}

/** Both files or neither: the manifest last, each under its name only when it is whole. */
async function write(out: string, { lines, manifest }: HarderBenchmark): Promise<void> {
  const drafts = [`${out}.partial`, `${out}.manifest.json.partial`] as const
  try {
    await pipeline(Readable.from(lines), createWriteStream(drafts[0]))
    await writeFile(drafts[1], manifest)
    await rename(drafts[0], out)
    await rename(drafts[1], `${out}.manifest.json`)
  } finally {
    for (const draft of drafts) await rm(draft, { force: true })
  }
}

function countedReasons({ excluded }: HarderBenchmark): [string, number][] {
  return [...Map.groupBy(excluded, ({ reason }) => reason)]
    .map(([reason, those]): [string, number] => [reason, those.length])
    .toSorted((a, b) => b[1] - a[1])
}

function reasonsOf(made: HarderBenchmark): string {
  return countedReasons(made)
    .map(([reason, count]) => `${reason} (${count})`)
    .join('; ')
}
