import { z } from 'zod'
import type { Figure } from '../measurement'

/** What `timed-probes.ts` says there is to do. */
export const planned = z.object({
  visualTokens: z.int(),
  textTokens: z.int(),
  towerPasses: z.int(),
  conditions: z.int(),
  classes: z.int(),
  /** Conditions of each kind. */
  kinds: z.record(z.string(), z.int()),
  multiplyAdds: z.number(),
  naiveMultiplyAdds: z.number(),
  /** Of a loop that reads every row of the last layer. */
  wholeMultiplyAdds: z.number(),
  /** Of one plain answer in that loop. */
  oneAnswer: z.number(),
  /** Of what is done anew with every seed of the noise: by the plan, and by that loop. */
  seededMultiplyAdds: z.number(),
  seededWholeMultiplyAdds: z.number(),
})
export type Planned = z.infer<typeof planned>

/** What `timed-probes.ts` took. */
export const ran = z.object({
  seconds: z.number(),
  graphSeconds: z.number(),
  seededSeconds: z.number(),
  peak: z.number(),
})
export type Ran = z.infer<typeof ran>

/** Seconds of single answers, by the kind of their condition. */
export type NaiveTimes = Record<string, number[]>

/** Seconds of one answer in sessions of one layer, and of several. */
export interface SessionTimes {
  readonly one: number[]
  readonly usual: number[]
  readonly layers: number
}

export interface Amount {
  readonly amount: Planned
  readonly run: Ran
  /** Multiply-adds a second of matrix products. */
  readonly rate: number
  readonly times: Readonly<Record<'ours' | 'float32' | 'bfloat16', NaiveTimes>>
  /** Null: not measured. */
  readonly sessions: SessionTimes | null
}

const targets = { products: 4, time: 3, overhead: 0.05 }
/** Seeds of the noise in the suite. */
const seeds = 10

interface Shape {
  readonly title: string
  readonly layers: readonly number[] | null
  readonly judged: boolean
}

/** @param measured of one shape of checkpoint and picture. */
export function shapeFigures({ title, layers, judged }: Shape, measured: Amount): Figure[] {
  const { amount, run, rate, times, sessions } = measured
  const figure = (what: string, value: string, target?: string, met?: boolean): Figure => ({
    figure: `${title}: ${what}`,
    value,
    ...(target !== undefined && judged && met !== undefined ? { target, met } : {}),
  })
  // A loop that keeps nothing reads the prompt anew for the name of every class.
  const names = amount.kinds.classes === undefined ? 0 : amount.classes - 1
  const alone = amount.wholeMultiplyAdds + names * amount.oneAnswer
  const products = alone / amount.multiplyAdds
  const loop = (of: NaiveTimes, anew: boolean) => loopSeconds(amount, of, anew)
  const torch = loop(times.float32, true)
  const overhead = 1 - run.graphSeconds / run.seconds
  const limit = amount.multiplyAdds / rate
  const tenfold = (seeds - 1) * amount.seededMultiplyAdds
  const tenfoldAlone = (seeds - 1) * amount.seededWholeMultiplyAdds
  const tenSeconds = run.seconds + (seeds - 1) * run.seededSeconds
  return [
    figure(
      'what is run',
      `${amount.conditions} conditions of one item, one seed each: ${amount.visualTokens} visual tokens in ${amount.towerPasses} tiles and ${amount.textTokens} of text, answers of 3 tokens, ${amount.classes} class names` +
        (layers
          ? `; noise on layers ${layers.join(', ')} alone, groups of one column, one grid and one ratio`
          : ''),
    ),
    figure(
      'multiply-adds',
      `${(products).toFixed(2)} × fewer than the transformers loop (${tera(amount.multiplyAdds)}; ${tera(alone)}); ${(amount.wholeMultiplyAdds / amount.multiplyAdds).toFixed(2)} × where that reads the prompt once for all class names; our own naive loop ${tera(amount.naiveMultiplyAdds)}`,
      `at least ${targets.products} ×`,
      products >= targets.products,
    ),
    figure(
      'time',
      `${(torch / run.seconds).toFixed(2)} × less than transformers in fp32 (${seconds(run.seconds)}; ${seconds(torch)}, ${seconds(loop(times.float32, false))} with the prompt read once for all class names), ${(loop(times.bfloat16, true) / run.seconds).toFixed(2)} × in bf16 (${seconds(loop(times.bfloat16, true))}); our own naive loop ${seconds(loop(times.ours, false))}`,
      `at least ${targets.time} × less than fp32`,
      torch / run.seconds >= targets.time,
    ),
    figure(
      'executor beyond the graphs',
      `${(100 * overhead).toFixed(1)} % of the time (${seconds(run.seconds - run.graphSeconds)})`,
      `below ${100 * targets.overhead} %`,
      overhead < targets.overhead,
    ),
    figure(
      'distance to the arithmetic limit',
      `${(run.seconds / limit).toFixed(2)} × (${seconds(limit)} at ${(rate / 1e9).toFixed(0)} thousand million multiply-adds a second, this machine's matrix products)`,
    ),
    figure(
      `with ${seeds} seeds of the noise, computed from the steps above`,
      `${((alone + tenfoldAlone) / (amount.multiplyAdds + tenfold)).toFixed(2)} × fewer multiply-adds; about ${seconds(tenSeconds)}`,
    ),
    ...(sessions
      ? [
          figure(
            'sessions of one layer',
            `${(median(sessions.one) / median(sessions.usual)).toFixed(3)} × the time of sessions of ${sessions.layers} for one answer (${seconds(median(sessions.one))}; ${seconds(median(sessions.usual))})`,
          ),
        ]
      : []),
    figure('peak memory', `${(run.peak / 1e9).toFixed(2)} GB`),
  ]
}

/** Seconds of all conditions one by one. @param anew the name of every class has a reading of its own. */
function loopSeconds({ kinds, classes }: Planned, times: NaiveTimes, anew: boolean): number {
  return Object.entries(kinds).reduce((sum, [kind, count]) => {
    const each = median(times[kind] ?? [])
    if (kind !== 'classes' || times.classes === undefined) return sum + count * each
    return sum + count * (anew ? classes * each : Math.max(each, median(times.plain ?? [])))
  }, 0)
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2
}

function seconds(value: number): string {
  return value < 10 ? `${value.toFixed(2)} s` : `${value.toFixed(0)} s`
}

function tera(count: number): string {
  return `${(count / 1e12).toFixed(1)} million million`
}
