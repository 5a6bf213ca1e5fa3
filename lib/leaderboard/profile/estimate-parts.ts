import { estimateDraws } from './estimate-draws'
import type { BootstrappedValue, PropertyPart } from './profile'

/** Mean over parts, with the interval of the means of their draws. @param parts at least one. */
export function estimateParts(parts: readonly Omit<PropertyPart, 'scope'>[]): BootstrappedValue {
  const value = parts.reduce((sum, part) => sum + part.value, 0) / parts.length
  return estimateDraws(value, meanDraws(parts), Math.min(...parts.map(({ clusters }) => clusters)))
}

/** Mean over parts in every resample; NaN where one of them has no value. */
export function meanDraws(parts: readonly Pick<PropertyPart, 'draws'>[]): Float64Array {
  const mean = new Float64Array(parts[0]?.draws.length ?? 0)
  for (const { draws } of parts)
    for (let replicate = 0; replicate < mean.length; replicate++) mean[replicate] += draws[replicate]
  return mean.map(sum => sum / parts.length)
}
