import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import { run, stop } from '#scripts/processes'
import { compileCheckpoint } from '#workers/runtime/compile-checkpoint'
import type { Figure, Measurement } from './measurement'

const python = existsSync('.venv/bin/python') ? '.venv/bin/python' : 'python3'
const torchSide = 'scripts/measure/torch_runtime.py'
const ourSide = 'scripts/measure/timed-runtime.ts'
const configuration = 'test/fixtures/published/llava-onevision-qwen2-0.5b-ov-hf.json.gz'
const steps = ['tower', 'prefill', 'decode'] as const
type Step = (typeof steps)[number]
const rounds = 5
/** Ours over torch's time, at most. */
const targets: Record<Step, number> = { tower: 1, prefill: 0.97, decode: 0.95 }
const names: Record<Step, string> = {
  tower: 'vision tower and projector, one tile of 729 tokens',
  prefill: 'prefill of 789 positions',
  decode: 'decode of 16 tokens after them',
}

/** Prefill, decode and vision tower of a random OneVision-0.5B beside transformers, turn by turn. */
export const runtime: Measurement = {
  name: 'runtime',
  shows: 'prefill, decode, vision tower and memory against transformers in fp32, one run',
  async measure() {
    const scratch = mkdtempSync(join(tmpdir(), 'parallax-runtime-'))
    try {
      const folder = await randomCheckpoint(scratch)
      const threads = availableParallelism()
      const ours = startOurs(folder, threads)
      const ourLoad = await ours.next()
      const torch = start(python, [torchSide, 'serve', folder, String(threads), 'float32'])
      const torchLoad = await torch.next()
      const figures = await race(ours, torch)
      const memory = await ours.ask('memory')
      const torchMemory = await torch.ask('memory')
      await ours.end()
      await torch.end()
      return [
        ...figures,
        ...memoryFigures(folder, memory, torchMemory),
        { figure: 'load time', value: `${seconds(ourLoad)}; transformers ${seconds(torchLoad)}` },
        ...(await shares(folder, threads, scratch)),
      ]
    } finally {
      rmSync(scratch, { recursive: true, force: true })
    }
  },
}

async function randomCheckpoint(scratch: string): Promise<string> {
  const { config } = z
    .object({ config: z.unknown() })
    .parse(JSON.parse(gunzipSync(readFileSync(configuration)).toString('utf8')))
  const file = join(scratch, 'config.json')
  writeFileSync(file, JSON.stringify(config))
  const folder = join(scratch, 'checkpoint')
  await run(python, [torchSide, 'make', file, folder], { stdio: 'ignore' })
  return folder
}

/** Medians of both sides, their turns alternating; the first turn of each warms up. */
async function race(ours: Timed, torch: Timed): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const step of steps) {
    const times: [number, number][] = []
    for (let round = 0; round <= rounds; round++) times.push([await ours.ask(step), await torch.ask(step)])
    const own = median(times.slice(1).map(([one]) => one))
    const other = median(times.slice(1).map(([, one]) => one))
    figures.push({
      figure: names[step],
      value: `${(own / other).toFixed(2)} × transformers' time (${seconds(own)}; ${seconds(other)})`,
      target: `at most ${targets[step].toFixed(2)} ×`,
      met: own / other <= targets[step],
    })
  }
  return figures
}

function memoryFigures(folder: string, memory: number, torchMemory: number): Figure[] {
  const { memoryBytes } = compileCheckpoint(folder)
  const weights = memoryBytes - 300e6
  const bound = 1.2 * weights + 300e6
  return [
    {
      figure: 'peak memory',
      value: `${gigabytes(memory)} for weights of ${gigabytes(weights)} in fp32; transformers ${gigabytes(torchMemory)}`,
      target: `at most 1.2 × the weights + 0.3 GB = ${gigabytes(bound)}`,
      met: memory <= bound,
    },
  ]
}

/** The part of a prefill's and a tower's time that is matrix products, from the runtime's own profile. */
async function shares(folder: string, threads: number, scratch: string): Promise<Figure[]> {
  const profile = join(scratch, 'profile')
  const ours = startOurs(folder, threads, profile)
  await ours.next()
  for (const step of ['tower', 'prefill'] as const) await ours.ask(step)
  await ours.end()
  const events = globSync(`${profile}*.json`).flatMap(file => readProfile(file))
  const total = events.reduce((sum, { dur }) => sum + dur, 0)
  const products = events.filter(({ op }) => ['Gemm', 'MatMul', 'FusedMatMul', 'FusedGemm'].includes(op))
  const share = products.reduce((sum, { dur }) => sum + dur, 0) / total
  return [
    { figure: 'matrix products in tower and prefill', value: `${(100 * share).toFixed(0)} % of the time` },
  ]
}

const profileEvents = z.array(
  z.looseObject({
    cat: z.string(),
    dur: z.number(),
    args: z.looseObject({ op_name: z.string().optional() }).optional(),
  }),
)

function readProfile(file: string): { op: string; dur: number }[] {
  return (
    profileEvents
      .parse(JSON.parse(readFileSync(file, 'utf8')))
      .filter(({ cat }) => cat === 'Node')
      // An `If` spans the operators in it, which have events of their own.
      .flatMap(({ dur, args }) => (args?.op_name && args.op_name !== 'If' ? [{ op: args.op_name, dur }] : []))
  )
}

/** A process that answers each line with a number. */
interface Timed {
  next(): Promise<number>
  ask(what: string): Promise<number>
  end(): Promise<void>
}

function startOurs(folder: string, threads: number, profile?: string): Timed {
  const args = ['--import', 'tsx', ourSide, folder, String(threads)]
  return start(process.execPath, profile === undefined ? args : [...args, profile])
}

function start(program: string, args: readonly string[]): Timed {
  const child: ChildProcess = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] })
  if (!child.stdout || !child.stdin) throw new Error(`${program} has no pipes`)
  const { stdin } = child
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`${program} ${args.join(' ')} ended with status ${child.exitCode}`)
    return Number(value)
  }
  return {
    next,
    ask: what => {
      stdin.write(`${what}\n`)
      return next()
    },
    async end() {
      const ended = new Promise(resolve => child.once('exit', resolve))
      stdin.end()
      await ended
      await stop(child)
    },
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`
}
