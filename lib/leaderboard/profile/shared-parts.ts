import { type PropertyId, propertyIds } from '../../domain/property'
import { meanDraws } from './estimate-parts'
import { type Profile, type PropertyPart, propertyOf } from './profile'

/** What several profiles have of one property on the same parts: no mean is compared over different benchmarks. */
export interface SharedProperty {
  readonly id: PropertyId
  readonly parts: readonly string[]
  /** Independent clusters, the fewest of any part. */
  readonly clusters: number
  /** One per profile. */
  readonly values: readonly number[]
  /** `[profiles][replicates]`, of common resamples. */
  readonly draws: readonly Float64Array[]
}

/** A property that cannot be compared, with the reason. */
export interface UnsharedProperty {
  readonly id: PropertyId
  readonly reason: string
}

/**
 * Each property over the parts that all profiles have at the same scope. What is missing or not interpretable in one of
 * them is left out, never imputed (measurement 3).
 * @param wanted which parts of a property count; all where absent.
 */
export function shareProperties(
  profiles: readonly Profile[],
  wanted: (id: PropertyId, part: string) => boolean = () => true,
): { readonly shared: readonly SharedProperty[]; readonly unshared: readonly UnsharedProperty[] } {
  const shared: SharedProperty[] = []
  const unshared: UnsharedProperty[] = []
  for (const id of propertyIds) {
    const properties = profiles.map(profile => propertyOf(profile, id))
    const hidden = properties.find(({ state }) => state !== 'shown')
    const parts = hidden ? [] : sharedParts(properties.map(property => property.parts))
    const counted = parts.filter(([first]) => wanted(id, first.part))
    if (hidden) unshared.push({ id, reason: hidden.reason ?? 'not measured' })
    else if (parts.length === 0) unshared.push({ id, reason: 'measured on different benchmarks' })
    else if (counted.length > 0)
      shared.push({
        id,
        parts: counted.map(([first]) => first.part),
        clusters: Math.min(...counted.flat().map(({ clusters }) => clusters)),
        values: profiles.map(
          (_, at) => counted.reduce((sum, one) => sum + one[at].value, 0) / counted.length,
        ),
        draws: profiles.map((_, at) => meanDraws(counted.map(one => one[at]))),
      })
  }
  return { shared, unshared }
}

/** Parts that all have, each as every profile has it: `[parts][profiles]`. */
function sharedParts([own = [], ...others]: readonly (readonly PropertyPart[])[]): PropertyPart[][] {
  return own.flatMap(part => {
    const alike = others.map(parts =>
      parts.find(other => other.part === part.part && other.scope === part.scope),
    )
    const found = alike.flatMap(other => other ?? [])
    return found.length === others.length ? [[part, ...found]] : []
  })
}
