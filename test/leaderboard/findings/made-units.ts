import type { UnitScores } from '#lib/leaderboard/findings/unit-scores'
import { flatDesign } from '#lib/statistics/stratified-mean'

/** Repeatable numbers in [0, 1), for made-up answers. */
export function madeRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** A unit's score under each condition named: `probe condition`. */
export type MadeRule = Readonly<Record<string, (unit: number) => number>>

/** Unit scores by rules, every unit with its own picture. */
export function madeUnits(
  benchmark: string,
  units: number,
  rules: MadeRule,
  rest: Partial<UnitScores> = {},
): UnitScores {
  const probes = new Map<string, Map<string, Float64Array>>()
  for (const [name, rule] of Object.entries(rules)) {
    const [probe, condition] = name.split(' ')
    const own = probes.get(probe) ?? new Map()
    probes.set(
      probe,
      own.set(
        condition,
        Float64Array.from({ length: units }, (_, unit) => rule(unit)),
      ),
    )
  }
  const floors = new Float64Array(units).fill(0.25)
  return { benchmark, edition: 'made', design: flatDesign(units), floors, probes, ...rest }
}

/** Right on the first share of the units. */
export function firstOf(units: number, share: number): (unit: number) => number {
  return unit => (unit < Math.round(share * units) ? 1 : 0)
}

/** Right at random, on a share of the units. */
export function atRandom(random: () => number, share: number): (unit: number) => number {
  return () => (random() < share ? 1 : 0)
}
