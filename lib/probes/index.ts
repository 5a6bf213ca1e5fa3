import { Refusal } from '../domain/refusal'
import { permutation } from './permutation'
import type { Probe } from './probe'
import { referenceProbe } from './reference'
import { spatialShuffle } from './spatial-shuffle'

/** Every probe, in the order in which results are shown. */
export const probes: readonly Probe[] = [referenceProbe, permutation, spatialShuffle]

/** @throws Refusal `unknown-probe` naming the probes there are. */
export function probeById(id: string): Probe {
  const found = probes.find(probe => probe.id === id)
  if (!found)
    throw new Refusal(
      'unknown-probe',
      `probe "${id}" is not one of ${probes.map(probe => probe.id).join(', ')}`,
    )
  return found
}
