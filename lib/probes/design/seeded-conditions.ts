import type { Condition } from '../probe'

/** `SETTING/seed-1`, `SETTING/seed-2`, …: one condition a seed, all of one setting. */
export function seededConditions(
  setting: string,
  seeds: number,
  rest: Pick<Condition, 'reference' | 'needs' | 'groups'>,
): Condition[] {
  return Array.from({ length: seeds }, (_, before) => {
    const seed = before + 1
    return { id: `${setting}/seed-${seed}`, setting, seed, ...rest }
  })
}

/** The plain answer to the untouched item: what most conditions are compared with. */
export const plainAnswer = { probe: 'reference', condition: 'reference' } as const
