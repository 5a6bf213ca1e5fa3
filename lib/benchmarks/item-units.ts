import type { ItemRecord } from '../domain/item'
import type { Unit } from './benchmark'

/** Every item stands for itself. @param guessFloor expected score of a content-free guess. */
export function itemUnits(items: readonly ItemRecord[], guessFloor: (item: ItemRecord) => number): Unit[] {
  return items.map((item, at) => ({ items: [at], stratum: '', guessFloor: guessFloor(item) }))
}

/** One option picked blindly; 0 where the answer is free. */
export function chanceOfOptions({ options }: Pick<ItemRecord, 'options'>): number {
  return options.length === 0 ? 0 : 1 / options.length
}

/** The value of an item that stands for itself. */
export function onlyValue([score]: readonly number[]): number {
  return score ?? 0
}
