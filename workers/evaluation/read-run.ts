import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { z } from 'zod'
import type { Cell } from '#lib/domain/cell'
import type { ItemRecord } from '#lib/domain/item'
import { Refusal } from '#lib/domain/refusal'
import { conditionOutcomes, type ResponseRecord, responseRecord } from '#lib/domain/work'
import type { EvidenceRun } from '#lib/leaderboard/items/evidence'
import { evidenceRun } from '#lib/leaderboard/items/evidence-run'
import type { BenchmarkFile } from '#workers/datasets/read-benchmark'
import { type RunManifest, runManifest } from './manifest'

/** What a checkpoint answered to one benchmark file. */
export interface AnsweredFile {
  readonly manifest: Pick<RunManifest, 'digest' | 'shape'>
  /** One score an item of the file; NaN where the run did not ask it. */
  readonly cells: readonly Cell[]
  readonly responses: readonly ResponseRecord[]
}

/** A finished local run, as far as one benchmark file goes. */
export interface StoredRun extends AnsweredFile {
  readonly folder: string
  /** What may differ between two runs of the same weights, so that their answers are not of one kind. */
  readonly way: {
    readonly scorer: string
    readonly promptProfile: string
    readonly provider: string
    readonly precision: string
  }
}

const published = z.object({
  cells: z.array(conditionOutcomes.extend({ benchmark: z.string(), edition: z.string() }).loose()),
})

/** The cells of a finished run, over the items it asked. */
export function publishedCells(folder: string): z.infer<typeof published>['cells'] {
  return published.parse(JSON.parse(readFileSync(join(folder, 'cells.json'), 'utf8'))).cells
}

/**
 * Reads the folder that `parallax evaluate --out` left. @throws Refusal `not-found` where it holds no finished run,
 * `bad-benchmark-file` where it did not ask this file, or another edition of it.
 */
export async function readRun(
  folder: string,
  { benchmark, edition, title, records }: Pick<BenchmarkFile, 'benchmark' | 'edition' | 'title' | 'records'>,
): Promise<StoredRun> {
  const path = join(folder, 'manifest.json')
  if (!existsSync(path))
    throw new Refusal('not-found', `${folder} holds no finished run: it has no manifest.json`)
  const manifest = runManifest.parse(JSON.parse(readFileSync(path, 'utf8')))
  const asked = manifest.benchmarks.find(one => one.benchmark === benchmark.id)
  if (asked?.edition !== edition)
    throw new Refusal(
      'bad-benchmark-file',
      asked
        ? `${folder} asked edition ${asked.edition.slice(0, 12)} of ${title}, and the file is ${edition.slice(0, 12)}`
        : `${folder} did not ask ${title}`,
    )
  const own = publishedCells(folder).filter(cell => cell.benchmark === benchmark.id)
  return {
    folder,
    manifest,
    way: {
      scorer: asked.scorer,
      promptProfile: asked.promptProfile,
      provider: manifest.engine.provider,
      precision: manifest.engine.precision,
    },
    cells: own.map(cell => wholeCell(benchmark.id, cell, records.length)),
    responses: await readResponses(join(folder, `responses/${benchmark.id}.jsonl.gz`)),
  }
}

/** A run's cell over all items of the file: a run may have asked the first ones only. */
function wholeCell(
  benchmark: string,
  { probe, probeVersion, condition, scores, unparsed, changed }: z.infer<typeof conditionOutcomes>,
  items: number,
): Cell {
  const whole = new Float32Array(items).fill(Number.NaN)
  scores.forEach((score, at) => {
    whole[at] = score ?? Number.NaN
  })
  const flags = (of: readonly boolean[]) =>
    Uint8Array.from({ length: items }, (_, at) => Number(of[at] ?? false))
  return {
    benchmark,
    probe,
    probeVersion,
    condition,
    scores: whole,
    unparsed: flags(unparsed),
    changed: flags(changed),
  }
}

async function readResponses(path: string): Promise<ResponseRecord[]> {
  const found: ResponseRecord[] = []
  for await (const line of createInterface({ input: createReadStream(path).pipe(createGunzip()) }))
    if (line !== '') found.push(responseRecord.parse(JSON.parse(line)))
  return found
}

/**
 * A run as evidence about items. @param family of the training recipe; where nobody names it, what the checkpoint is built
 * of stands for it.
 */
export function evidenceOf(
  { manifest, cells, responses }: AnsweredFile,
  items: readonly ItemRecord[],
  family?: string,
): EvidenceRun {
  const { family: layout, vision, text, parameters } = manifest.shape
  const byCell = Map.groupBy(responses, ({ probe, condition }) => `${probe} ${condition}`)
  const answersTo = (cell: Cell) => {
    const own = byCell.get(`${cell.probe} ${cell.condition}`) ?? []
    return new Map(own.map(response => [response.item, response]))
  }
  return evidenceRun({
    run: {
      checkpoint: manifest.digest,
      family: family ?? [layout, vision.modelType, text.modelType].join('/'),
      size: String(parameters),
    },
    items,
    cells,
    answers(cell) {
      const own = answersTo(cell)
      return items.map(({ id }) => own.get(id)?.parsed ?? null)
    },
    placeLogProbs(cell) {
      const own = answersTo(cell)
      const places = Math.max(...items.map(({ options }) => options.length))
      const known = items.map(({ id }) => own.get(id)?.scored)
      if (places === 0 || known.every(scored => scored === undefined)) return undefined
      const logs = new Float32Array(items.length * places).fill(Number.NaN)
      known.forEach((scored, item) => {
        scored?.forEach(({ logProbabilities }, place) => {
          if (place < places)
            logs[item * places + place] = logProbabilities.reduce((sum, one) => sum + one, 0)
        })
      })
      return logs
    },
  })
}

/** Wrong answers in words, by item: what distractors are made of. */
export function wrongAnswers(
  runs: readonly StoredRun[],
  items: readonly ItemRecord[],
): ReadonlyMap<string, readonly string[]> {
  const optionsOf = new Map(items.map(({ id, options }) => [id, options]))
  const found = new Map<string, Set<string>>()
  for (const { responses } of runs)
    for (const { item, probe, parsed, score } of responses) {
      if (score !== 0 || parsed === null || probe !== 'reference') continue
      const text = optionsOf.get(item)?.find(({ label }) => label === parsed)?.text ?? parsed
      found.set(item, (found.get(item) ?? new Set()).add(text))
    }
  return new Map([...found].map(([item, texts]) => [item, [...texts]]))
}
