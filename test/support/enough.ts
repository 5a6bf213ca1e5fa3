import { isNotEnough, type NotEnoughData } from '#lib/domain/not-enough-data'

/** The value, where there has to be one. */
export function enough<T extends object>(value: T | NotEnoughData): T {
  if (isNotEnough(value)) throw new Error(`${value.have} ${value.what}, ${value.need} needed`)
  return value
}
