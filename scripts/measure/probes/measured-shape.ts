import { availableParallelism } from 'node:os'
import { z } from 'zod'
import type { ImageSize } from '#lib/domain/visual-tokens'
import type { Figure } from '../measurement'
import { type LineProcess, startProcess } from './line-process'
import { naiveKinds } from './setting'
import { type NaiveTimes, type Planned, planned, ran, type SessionTimes, shapeFigures } from './shape-figures'

export interface ShapeToMeasure {
  readonly title: string
  readonly folder: string
  readonly python: string
  readonly torchSide: string
  readonly picture: ImageSize
  /** Layers that hidden noise is put on, with the groups of one column; null: all of both. */
  readonly layers: readonly number[] | null
  /** Whether the targets are for this one. */
  readonly judged: boolean
}

/** What sessions of one layer are held against: as many as a large checkpoint's have where nothing is asked. */
const usualLayers = 8

/** Times of the naive loops are those of one condition of each kind, ours and transformers' in turn. */
export async function measureShape(shape: ShapeToMeasure): Promise<Figure[]> {
  const ours = startOurs(shape)
  await ours.next()
  const amount = planned.parse(JSON.parse(await ours.ask('plan')))
  const rate = z.object({ rate: z.number() }).parse(JSON.parse(await ours.ask('rate')))
  const run = ran.parse(JSON.parse(await ours.ask('run')))
  const times: Record<'ours' | 'float32' | 'bfloat16', NaiveTimes> = { ours: {}, float32: {}, bfloat16: {} }
  for (const dtype of ['float32', 'bfloat16'] as const) {
    const torch = startTorch(shape, dtype)
    await torch.next()
    for (let round = 0; round < (shape.judged ? 2 : 1); round++)
      for (const kind of naiveKinds) {
        if (amount.kinds[kind] === undefined) continue
        if (dtype === 'float32')
          add(times.ours, kind, ran.parse(JSON.parse(await ours.ask(`naive ${kind}`))).seconds)
        add(times[dtype], kind, Number(await torch.ask(torchLine(kind, amount, shape))) / 1000)
      }
    await torch.end()
  }
  const sessions = shape.judged ? await sessionTimes(ours, shape) : null
  await ours.end()
  return shapeFigures(shape, { amount, run, rate: rate.rate, times, sessions })
}

/** Seconds of one answer in sessions of one layer and in larger ones, in turn. */
async function sessionTimes(ours: LineProcess, shape: ShapeToMeasure): Promise<SessionTimes> {
  const usual = startOurs(shape, usualLayers)
  await usual.next()
  const times: SessionTimes = { one: [], usual: [], layers: usualLayers }
  for (let round = 0; round < 4; round++)
    for (const [side, list] of [
      [ours, times.one],
      [usual, times.usual],
    ] as const)
      list.push(ran.parse(JSON.parse(await side.ask('naive plain'))).seconds)
  await usual.end()
  return times
}

function add(times: NaiveTimes, kind: string, seconds: number): void {
  times[kind] = [...(times[kind] ?? []), seconds]
}

function torchLine(kind: string, { towerPasses, textTokens }: Planned, { picture }: ShapeToMeasure): string {
  return `${kind} ${towerPasses} ${picture.width} ${picture.height} ${textTokens}`
}

function startOurs({ folder, picture, layers }: ShapeToMeasure, layersPerSession = 1): LineProcess {
  const size = [String(picture.width), String(picture.height)]
  const args = [folder, ...size, layers?.join(',') ?? '', String(layersPerSession)]
  return startProcess(process.execPath, ['--import', 'tsx', 'scripts/measure/timed-probes.ts', ...args])
}

function startTorch({ python, torchSide, folder }: ShapeToMeasure, dtype: string): LineProcess {
  return startProcess(python, [torchSide, 'serve', folder, String(availableParallelism()), dtype])
}
