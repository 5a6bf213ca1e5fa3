import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { Refusal } from '#lib/domain/refusal'
import { type DatabaseChoice, readEnv, type SynthesizerChoice } from '#lib/env'
import type { CheckpointKind } from '#workers/compiler/checkpoint-kind'
import { providers } from '#workers/compiler/dialect'
import { readEncoderShape } from '#workers/compiler/encoders/read-shape'
import { findBenchmarks } from '#workers/datasets/find-benchmarks'
import { attentionMissing } from '#workers/evaluation/encoder-fit'
import { compileCheckpoint } from '#workers/runtime/compile-checkpoint'
import { tryProvider } from '#workers/runtime/session'
import { openJudge } from '#workers/services/judge'
import packageJson from '../../package.json' with { type: 'json' }
import { bundledBenchmarks, bundledCheckpoints } from './bundled'
import { BadUsage, type Command, oneLine, readArguments, table } from './command'
import { findBrowser } from './find-browser'
import { checkpointFolder, pipelineFolder } from './probe-means'

/** One thing that was looked at. Only what an evaluation cannot do without is `required`. */
interface Check {
  readonly check: string
  readonly works: boolean
  readonly required: boolean
  readonly detail: string
}

export const doctor: Command = {
  name: 'doctor',
  usage: '',
  summary: 'what works on this machine',
  options: [],
  async run(args) {
    const { positionals } = readArguments(args, { json: { type: 'boolean' } })
    if (positionals.length > 0) throw new BadUsage(`"${positionals[0]}" is one argument too many`)
    const checks = [
      nodeVersion(),
      ...(await Promise.all(providers.map(provider))),
      machine(),
      database(),
      await browser(),
      checkpoints(),
      benchmarks(),
      judge(),
      ...probeMeans(),
    ]
    const broken = checks.filter(({ works, required }) => required && !works)
    const text = table(
      checks.map(({ check, works, detail }) => [check, `${works ? 'ok' : 'no'}  ${detail}`] as const),
    )
    const json = { works: broken.length === 0, checks }
    if (broken.length === 0) return { json, text }
    return { json, text, failure: broken.map(({ check, detail }) => `${check}: ${detail}`).join('; ') }
  },
}

function nodeVersion(): Check {
  const wanted = packageJson.engines.node
  const [leastMajor = 0, leastMinor = 0] = wanted.match(/\d+/g)?.map(Number) ?? []
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const works = major > leastMajor || (major === leastMajor && minor >= leastMinor)
  return { check: 'node', works, required: true, detail: `${process.versions.node}, wanted ${wanted}` }
}

async function provider(id: (typeof providers)[number]): Promise<Check> {
  const check = `provider ${id}`
  const required = id === 'cpu'
  try {
    await tryProvider(id)
    return { check, works: true, required, detail: 'ONNX Runtime runs a graph on it' }
  } catch (error) {
    return { check, works: false, required, detail: oneLine(error) }
  }
}

function machine(): Check {
  const free = process.availableMemory()
  const detail = `${gigabytes(free)} of ${gigabytes(totalmem())} memory free, ${availableParallelism()} cores`
  return { check: 'machine', works: free > 1e9, required: true, detail }
}

/** What the portal would open; nothing is opened. */
function database(): Check {
  try {
    return { check: 'database', works: true, required: false, detail: describeDatabase(readEnv().database) }
  } catch (error) {
    return { check: 'database', works: false, required: false, detail: oneLine(error) }
  }
}

/** Never the whole URL: it has the password in it. */
function describeDatabase(choice: DatabaseChoice): string {
  switch (choice.driver) {
    case 'pglite':
      return `PGlite in ${choice.folder}`
    case 'pg':
    case 'vercel':
      return `Postgres at ${URL.canParse(choice.url) ? new URL(choice.url).host : 'an address'} (driver ${choice.driver})`
  }
}

async function browser(): Promise<Check> {
  const found = await findBrowser()
  const detail = found ?? 'none found; the tests will try to install one'
  return { check: 'browser', works: found !== null, required: false, detail }
}

function checkpoints(): Check {
  const names = existsSync(bundledCheckpoints) ? readdirSync(bundledCheckpoints).sort() : []
  const [broken] = names.flatMap(name => {
    try {
      const { missing } = compileCheckpoint(`${bundledCheckpoints}/${name}`)
      return missing.length > 0 ? [`${name} lacks ${missing.length} tensors`] : []
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return [`${name}: ${error.message}`]
    }
  })
  const works = names.length > 0 && broken === undefined
  return {
    check: 'checkpoints',
    works,
    required: false,
    detail: broken ?? (names.join(', ') || 'none bundled'),
  }
}

function benchmarks(): Check {
  const names = findBenchmarks(bundledBenchmarks).map(({ path }) => path.split('/').at(-1))
  return {
    check: 'benchmarks',
    works: names.length > 0,
    required: false,
    detail: names.join(', ') || 'none bundled',
  }
}

/** Named, never asked: an answer costs money. */
function judge(): Check {
  const check = { check: 'judge', required: false }
  try {
    const choice = readEnv().judge
    if (!choice) return { ...check, works: false, detail: 'none: MM-Vet and LLaVA-W are not scored' }
    const { host, model } = openJudge(choice)
    return { ...check, works: true, detail: `${model} at ${host}` }
  } catch (error) {
    return { ...check, works: false, detail: oneLine(error) }
  }
}

/** What probes take beside checkpoints: whether it is named and there; nothing is opened. */
function probeMeans(): Check[] {
  const check = (name: string, look: () => string | null, without: string): Check => {
    try {
      const found = look()
      return { check: name, works: found !== null, required: false, detail: found ?? `none: ${without}` }
    } catch (error) {
      return { check: name, works: false, required: false, detail: oneLine(error) }
    }
  }
  const folder = (path: string | null, kind: CheckpointKind, what: string) =>
    path === null ? null : checkpointFolder(path, kind, what)
  return [
    check(
      'saliency encoder',
      () => attentive(folder(readEnv().probes.saliencyEncoder, 'encoder', 'saliency encoder')),
      'occlusion covers random patches only',
    ),
    check(
      'captioner',
      () => folder(readEnv().probes.captioner, 'vision-language', 'captioner'),
      'synthesized-image is not run',
    ),
    check(
      'likeness encoder',
      () => folder(readEnv().probes.likenessEncoder, 'encoder', 'likeness encoder'),
      'synthesized pictures have no CLIP-I',
    ),
    check('synthesizer', () => synthesizerName(readEnv().synthesizer), 'synthesized-image is not run'),
    check(
      'language models',
      () =>
        readEnv()
          .probes.languageModels.map(path => checkpointFolder(path, 'language-model', 'language model'))
          .join(', ') || null,
      'alignment-knn is not run',
    ),
    check(
      'chat endpoint',
      () => {
        const { chat } = readEnv()
        return chat && `${chat.model} at ${new URL(chat.url).host}`
      },
      'evaluate --chat asks nobody',
    ),
  ]
}

/** @throws Refusal `unsupported-config` of an encoder that has no class token. */
function attentive(path: string | null): string | null {
  const blind = path === null ? null : attentionMissing(readEncoderShape(path))
  if (blind !== null) throw new Refusal('unsupported-config', blind)
  return path
}

function synthesizerName(choice: SynthesizerChoice | null): string | null {
  if (choice === null) return null
  if (choice.kind === 'endpoint') return `${choice.model} at ${new URL(choice.url).host}`
  return pipelineFolder(choice.folder)
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}
