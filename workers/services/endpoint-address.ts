import { Refusal } from '#lib/domain/refusal'

/** Where a service is asked, and with what key. */
export interface EndpointAddress {
  readonly url: URL
  /** Sent to that address and nowhere else; never shown. */
  readonly key: string | undefined
}

/**
 * @param what asks, e.g. "judge". @param given base of an OpenAI-compatible interface and its key.
 * @param path below the base. @throws Refusal `bad-usage` where the address or the key cannot be used.
 */
export function readEndpointAddress(
  what: string,
  given: { readonly url: string; readonly key?: string | undefined },
  path: string,
): EndpointAddress {
  const { url: text, key } = given
  const base = URL.canParse(text) ? new URL(text) : null
  if (!base || !(base.protocol === 'https:' || base.protocol === 'http:'))
    throw new Refusal('bad-usage', `the ${what}'s address "${text}" is not one of http:// or https://`)
  if (base.username !== '' || base.password !== '')
    throw new Refusal(
      'bad-usage',
      `the ${what}'s address on ${base.host} has a password in it; give it as the key`,
    )
  if (key !== undefined && !/^[\x21-\x7e]+$/.test(key))
    throw new Refusal('bad-usage', `the ${what}'s key has spaces or letters outside ASCII`)
  if (key !== undefined && base.protocol === 'http:' && !isLocal(base))
    throw new Refusal('bad-usage', `the ${what} on ${base.host} has a key, which is sent over https:// only`)
  const url = new URL(base)
  url.pathname = `${base.pathname.replace(/\/+$/, '')}/${path}`
  return { url, key }
}

function isLocal({ hostname }: URL): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
}
