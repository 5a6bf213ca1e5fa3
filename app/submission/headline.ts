import type { SubmissionStatus } from '#lib/domain/submission'
import { decimal } from '../format/numbers'

/** The page's title: how far the run is, in a sentence that is true. */
export function headline({ name, state, items, itemsDone }: SubmissionStatus): string {
  switch (state) {
    case 'queued':
      return `${name} waits for a worker`
    case 'preparing':
      return `${name} is being opened`
    case 'running':
      // What is left when every item is answered is reduced from features.
      if (items > 0 && itemsDone === items) return `${name} is answered; its features are being read`
      return `${name} is ${items === 0 ? '0' : decimal(Math.floor((100 * itemsDone) / items), 0)}\u2009% measured`
    case 'complete':
      return `${name} is measured`
    case 'refused':
      return `${name} was refused`
    case 'failed':
      return `${name} stopped`
  }
}

/** The declared relatives in a sentence; empty where there is none. */
export function declared({ encoder, backbone }: SubmissionStatus): string {
  const said = [
    ...(encoder === null ? [] : [`encoder ${encoder}`]),
    ...(backbone === null ? [] : [`backbone ${backbone}`]),
  ]
  return said.length === 0 ? '' : `Declared with it: ${said.join(', ')}.`
}

/** What follows from it. */
export function consequence({ state }: SubmissionStatus): string {
  switch (state) {
    case 'queued':
      return 'A worker takes it as soon as one is free.'
    case 'preparing':
      return 'A worker reads its files, pins them by a digest, and says which benchmarks it can run.'
    case 'running':
      return 'Every batch of items is kept as it arrives; a worker that dies costs its present batch only.'
    case 'complete':
      return 'All of its items are scored.'
    case 'refused':
      return 'Nothing was evaluated. The same files would be refused again; mend what is named below and submit anew.'
    case 'failed':
      return 'What was answered until then stays on file. The cause is named below.'
  }
}
