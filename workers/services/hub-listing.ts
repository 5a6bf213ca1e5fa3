import { listFiles, modelInfo } from '@huggingface/hub'
import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { folderOf, type HubSubject } from './hub-answer'
import type { HubConnection } from './hub-connection'

/** A file of a repository at a commit. */
export const hubFile = z.object({
  path: z.string().min(1).max(1024),
  /** Bytes. */
  size: z.int().nonnegative(),
  /** What its bytes must hash to: plain SHA-256, or git's SHA-1 of a blob for small files. */
  hash: z.union([
    z.strictObject({ kind: z.literal('sha256'), hex: z.string().regex(/^[0-9a-f]{64}$/) }),
    z.strictObject({ kind: z.literal('git-blob'), hex: z.string().regex(/^[0-9a-f]{40}$/) }),
  ]),
})
export type HubFile = z.infer<typeof hubFile>

const entry = z.object({
  type: z.string(),
  path: z.string(),
  size: z.number(),
  oid: z.string().optional(),
  lfs: z.object({ oid: z.string(), size: z.number() }).optional(),
})
const fullCommit = z.string().regex(/^[0-9a-f]{40}$/)

/** Entries of a repository's top folder that are read: the largest checkpoints have a few hundred. */
const mostEntries = 10_000
const largestPage = 16 << 20

/** The 40-digit commit that a branch or tag names now; a full commit is itself. @throws Refusal of `get`. */
export async function commitOf(hub: HubConnection, subject: HubSubject): Promise<string> {
  const { repository, revision } = subject
  if (fullCommit.safeParse(revision).success) return revision
  const { sha } = await modelInfo({
    name: repository,
    revision,
    additionalFields: ['sha'],
    hubUrl: hubUrl(hub),
    fetch: through(hub, subject),
  })
  const commit = fullCommit.safeParse(sha)
  if (!commit.success)
    throw new Refusal(
      'hub-corrupt',
      `${hub.endpoint.host} names ${JSON.stringify(sha)} as the commit of ${repository}`,
    )
  return commit.data
}

/** The files in the top folder of a repository at a commit. @throws Refusal `unsafe-file`, `hub-corrupt`, or of `get`. */
export async function listCommit(hub: HubConnection, subject: HubSubject): Promise<HubFile[]> {
  const { repository, revision } = subject
  const name = `${repository}@${revision}`
  const files: HubFile[] = []
  const entries = listFiles({ repo: repository, revision, hubUrl: hubUrl(hub), fetch: through(hub, subject) })
  let count = 0
  for await (const listed of entries) {
    if (++count > mostEntries)
      throw new Refusal(
        'checkpoint-too-large',
        `${name} has more than ${mostEntries} entries in its top folder`,
      )
    const parsed = entry.safeParse(listed)
    if (!parsed.success) throw new Refusal('hub-corrupt', `the listing of ${name} is not in the hub's format`)
    const { type, path, size, oid, lfs } = parsed.data
    if (!isPlainName(path))
      throw new Refusal(
        'unsafe-file',
        `${name} lists ${JSON.stringify(path.slice(0, 200))}, which is no file name`,
      )
    if (type !== 'file') continue
    const hash = lfs ? { kind: 'sha256', hex: lfs.oid } : { kind: 'git-blob', hex: oid }
    const file = hubFile.safeParse({ path, size: lfs?.size ?? size, hash })
    if (!file.success) throw new Refusal('hub-corrupt', `${name} lists ${path} without its size or hash`)
    files.push(file.data)
  }
  return files
}

/** A name that stays in the folder it is joined to, on every system. */
function isPlainName(path: string): boolean {
  return path !== '.' && path !== '..' && !/[/\\:\0]/.test(path)
}

function hubUrl({ endpoint }: HubConnection): string {
  return folderOf(endpoint).href.slice(0, -1)
}

/** A `fetch` for the hub's library that goes through our connection: its token, redirects, tries and refusals. */
function through(hub: HubConnection, subject: HubSubject): typeof fetch {
  return input =>
    hub.get({
      url: new URL(input instanceof Request ? input.url : input),
      subject,
      headers: () => ({ accept: 'application/json' }),
      async read({ status, headers, chunks }) {
        const parts: Uint8Array[] = []
        let bytes = 0
        for await (const chunk of chunks) {
          bytes += chunk.length
          if (bytes > largestPage)
            throw new Refusal(
              'hub-corrupt',
              `a listing of ${subject.repository} has more than ${largestPage} bytes`,
            )
          parts.push(chunk)
        }
        // The body is decoded by now; what said how it was coded or how long it was no longer holds.
        const link = headers.get('link')
        return new Response(Buffer.concat(parts), { status, headers: link === null ? {} : { link } })
      },
    })
}
