import { holm } from '../../statistics/multiplicity'

/** A set that was tried on the validation checkpoints. */
export interface TriedSet {
  /** Names the set: a hash of its units. */
  readonly set: string
  /** One-sided p of "harder than the source" on the validation checkpoints. */
  readonly p: number
}

/** Every set tried on one split of the families, campaign by campaign: a search that is not counted overfits the split. */
export interface CampaignLog {
  readonly campaigns: readonly (readonly TriedSet[])[]
}

/** After so many campaigns the validation families are retired (measurement 4.6). */
const mostCampaigns = 5

export function isRetired({ campaigns }: CampaignLog): boolean {
  return campaigns.length >= mostCampaigns
}

/** Holm's adjustment over the sets of one campaign; a set tried twice counts once. In order of first trial. */
export function adjustCampaign(tried: readonly TriedSet[]): TriedSet[] {
  const first = tried.filter(({ set }, at) => tried.findIndex(other => other.set === set) === at)
  const adjusted = holm(first.map(({ p }) => p))
  return first.map(({ set }, at) => ({ set, p: adjusted[at] }))
}
