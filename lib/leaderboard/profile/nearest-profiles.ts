import type { ProfileProperty, PropertyPart } from './profile'

/** What a profile is told apart by: values without their resamples. */
export interface ProfileValues {
  readonly properties: readonly (Pick<ProfileProperty, 'id' | 'state'> & {
    readonly parts: readonly Pick<PropertyPart, 'part' | 'scope' | 'value'>[]
  })[]
}

export interface Neighbour {
  /** Place among the others. */
  readonly at: number
  /** Root mean square difference over the shared properties, each over the benchmarks both have. */
  readonly distance: number
  /** Properties shared. */
  readonly properties: number
}

/** With fewer properties in common than this, nearness says nothing. */
const fewestShared = 3

/** The profiles most like one, the nearest first. Properties that are missing in either do not count. */
export function nearestProfiles(own: ProfileValues, others: readonly ProfileValues[], most = 5): Neighbour[] {
  return others
    .flatMap((other, at) => {
      const squares = own.properties.flatMap(property => squaredDifference(property, other) ?? [])
      if (squares.length < fewestShared) return []
      const sum = squares.reduce((total, square) => total + square, 0)
      return [{ at, distance: Math.sqrt(sum / squares.length), properties: squares.length }]
    })
    .toSorted((a, b) => a.distance - b.distance || a.at - b.at)
    .slice(0, most)
}

function squaredDifference(
  { id, state, parts }: ProfileValues['properties'][number],
  other: ProfileValues,
): number | null {
  const counterpart = other.properties.find(one => one.id === id)
  if (state !== 'shown' || counterpart?.state !== 'shown') return null
  const differences = parts.flatMap(part => {
    const alike = counterpart.parts.find(one => one.part === part.part && one.scope === part.scope)
    return alike ? [part.value - alike.value] : []
  })
  if (differences.length === 0) return null
  return (differences.reduce((sum, difference) => sum + difference, 0) / differences.length) ** 2
}
