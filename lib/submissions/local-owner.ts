import { Refusal } from '../domain/refusal'
import { readEnv } from '../env'

/** True where the portal keeps its rows in a folder of this machine: it then serves its one owner only. */
export function servesItsOwnMachine(): boolean {
  return readEnv().database.driver === 'pglite'
}

/**
 * A portal of one machine takes orders from that machine only. The host that was asked for is checked, so that a
 * page of another site cannot reach it under a name that it points at 127.0.0.1.
 * @throws Refusal `unauthorized`.
 */
export function requireLocalHost(host: string | null): void {
  const name = (host ?? '').replace(/:\d+$/, '')
  if (servesItsOwnMachine() && !['localhost', '127.0.0.1', '[::1]'].includes(name))
    throw new Refusal('unauthorized', `this portal serves its own machine; "${name}" is not localhost`)
}
