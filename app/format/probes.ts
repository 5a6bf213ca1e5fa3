import { probeById } from '#lib/probes/index'

/** A probe's title, and the section of the paper it is taken from. */
export function probeWords(id: string): { readonly title: string; readonly paper: string } {
  const { title, paper } = probeById(id)
  return { title, paper }
}
