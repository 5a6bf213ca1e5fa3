import { createHash } from 'node:crypto'
import { Refusal } from '#lib/domain/refusal'
import type { ChatCompletion } from './chat-completion'
import { ChatFailure } from './chat-failure'

/** All that is known of a model whose weights are elsewhere. */
export interface ChatIdentity {
  /** Host, port and path of the endpoint: two paths of a host may be two deployments. */
  readonly endpoint: string
  /** The model that is asked for. */
  readonly model: string
  /** The model that the server says it ran; empty: it does not say. */
  readonly servedModel: string
  /** The server's own name for its configuration (`system_fingerprint`); empty: it does not say. */
  readonly fingerprint: string
}

/**
 * `chat:` and SHA-256 over the identity: what stands where weights have their digest. Equal names do not promise equal
 * weights, only that the server told no difference.
 */
export function chatDigest({ endpoint, model, servedModel, fingerprint }: ChatIdentity): string {
  const told = JSON.stringify(['parallax-chat-1', endpoint, model, servedModel, fingerprint])
  return `chat:${createHash('sha256').update(told).digest('hex')}`
}

/** Who answered. */
export function identify(
  { url, model }: { readonly url: URL; readonly model: string },
  { servedModel, fingerprint }: Pick<ChatCompletion, 'servedModel' | 'fingerprint'>,
): ChatIdentity {
  return { endpoint: `${url.host}${url.pathname}`, model, servedModel, fingerprint }
}

/** @throws Refusal where another model answers; ChatFailure where the model is configured otherwise on this call. */
export function checkIdentity(host: string, identity: ChatIdentity, reply: ChatCompletion): void {
  const { servedModel, fingerprint, usage } = reply
  if (servedModel !== identity.servedModel)
    throw new Refusal(
      'checkpoint-not-found',
      `${host} answers as model "${servedModel}", not "${identity.servedModel}" as before: their answers are not mixed`,
    )
  // Behind one address there may be several machines, and the next try may reach one of those that were asked before.
  if (fingerprint !== identity.fingerprint)
    throw new ChatFailure(
      `${host} answers from configuration "${fingerprint}", not "${identity.fingerprint}" as before`,
      { passing: true, usage },
    )
}
