import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '#scripts/processes'
import type { Figure, Measurement } from './measurement'

const python = existsSync('.venv/bin/python') ? '.venv/bin/python' : 'python3'
const pythonSide = 'scripts/measure/reader.py'
const ourSide = ['--import', 'tsx', 'scripts/measure/timed-reader.ts']
const fileBytes = 2 ** 30
const rounds = 5
const leastRatio = 3
const mostMemory = 300e6

/** A TSV of 1 GB read beside `pandas.read_csv`, turn by turn, each turn a process of its own. */
export const reader: Measurement = {
  name: 'reader',
  shows: 'speed and memory of the TSV reader against pandas on 1 GB, one run',
  async measure() {
    const scratch = mkdtempSync(join(tmpdir(), 'parallax-reader-'))
    try {
      const path = join(scratch, 'MMStar.tsv')
      await run(python, [pythonSide, 'make', path, String(fileBytes)], { stdio: 'ignore' })
      const turns: [Turn, Turn][] = []
      for (let round = 0; round <= rounds; round++)
        turns.push([
          await turn(process.execPath, [...ourSide, 'scan', path]),
          await turn(python, [pythonSide, 'read', path]),
        ])
      const hashing = await turn(process.execPath, [...ourSide, 'hash', path])
      return figuresOf(statSync(path).size, turns.slice(1), hashing)
    } finally {
      rmSync(scratch, { recursive: true, force: true })
    }
  },
}

interface Turn {
  readonly rows: number
  readonly seconds: number
  /** The most memory the process held, in bytes. */
  readonly memory: number
}

function figuresOf(bytes: number, turns: readonly [Turn, Turn][], hashing: Turn): Figure[] {
  const [[ours, pandas] = []] = turns
  if (!ours || ours.rows !== pandas?.rows) throw new Error(`${ours?.rows} rows; pandas read ${pandas?.rows}`)
  const own = median(turns.map(([{ seconds }]) => seconds))
  const other = median(turns.map(([, { seconds }]) => seconds))
  const memory = Math.max(hashing.memory, ...turns.map(([turn]) => turn.memory))
  const scanning = Math.max(...turns.map(([turn]) => turn.memory))
  return [
    {
      figure: `${ours.rows} rows, ${gigabytes(bytes)}, read into items with their pictures located, as base64 as pandas leaves them`,
      value: `${(other / own).toFixed(1)} × as fast as pandas (${own.toFixed(2)} s; ${other.toFixed(2)} s)`,
      target: `at least ${leastRatio} ×`,
      met: other / own >= leastRatio,
    },
    {
      figure: 'peak memory',
      value: `${megabytes(scanning)} reading, ${megabytes(hashing.memory)} with every picture decoded and hashed; pandas ${megabytes(pandas.memory)}`,
      target: `under ${megabytes(mostMemory)}`,
      met: memory < mostMemory,
    },
    {
      figure: 'every picture decoded and hashed as well',
      value: `${hashing.seconds.toFixed(1)} s, ${((1000 * hashing.seconds) / hashing.rows).toFixed(1)} ms a picture`,
    },
  ]
}

/** A process whose last line is rows, seconds and bytes. */
async function turn(program: string, args: readonly string[]): Promise<Turn> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const status = await new Promise(resolve => child.once('close', resolve))
  const [rows = 0, seconds = 0, memory = 0] = said.trim().split(/\s+/).map(Number)
  if (status !== 0 || !rows) throw new Error(`${program} ${args.join(' ')} ended with status ${status}`)
  return { rows, seconds, memory }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`
}
