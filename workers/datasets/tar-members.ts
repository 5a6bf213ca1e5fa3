import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { Header, Pax } from 'tar'
import { Refusal } from '#lib/domain/refusal'
import { insideFolder } from './inside-folder'
import { longestPicture, type Span } from './pictures'

export interface TarMember {
  readonly name: string
  readonly span: Span
}

const block = 512
/** Long names and attributes of a member stand in a member of their own. */
const longestAttributes = 1024 * 1024

/**
 * The files of a tar archive, of which only the headers are read.
 * @throws Refusal `bad-benchmark-file` for links and devices, a name that leads out of the archive, a member that is too
 * large, a header that is none, an archive that ends early.
 */
export async function* tarMembers(path: string): AsyncGenerator<TarMember> {
  const archive = basename(path)
  const file = await open(path)
  const refuse = (reason: string): never => {
    throw new Refusal('bad-benchmark-file', `${archive}: ${reason}`)
  }
  try {
    const { size: total } = await file.stat()
    const read = async (offset: number, length: number) => {
      const bytes = Buffer.alloc(length)
      const { bytesRead } = await file.read(bytes, 0, length, offset)
      return bytesRead === length ? bytes : refuse(`ends early, at byte ${offset + bytesRead}`)
    }
    let [pax, globalPax]: (Pax | undefined)[] = []
    let longName: string | null = null
    for (let at = 0; at < total; ) {
      const header = new Header(await read(at, block), 0, pax, globalPax)
      if (header.nullBlock) return
      if (!header.cksumValid) refuse(`byte ${at} is no header of a member`)
      const size = header.size ?? 0
      const name = longName ?? header.path ?? ''
      const data = at + block
      at = data + Math.ceil(size / block) * block
      if (size > longestPicture) refuse(`member ${name} has ${size} bytes; at most ${longestPicture}`)
      if (data + size > total) refuse(`ends early, inside ${name}`)
      const { type } = header
      if (attributes.has(type)) {
        if (size > longestAttributes) refuse(`attributes of ${size} bytes; at most ${longestAttributes}`)
        const text = (await read(data, size)).toString('utf8')
        if (type === 'ExtendedHeader') pax = Pax.parse(text, pax)
        else if (type === 'GlobalExtendedHeader') globalPax = Pax.parse(text, globalPax, true)
        else if (type !== 'NextFileHasLongLinkpath') longName = text.replace(/\0.*$/s, '')
        continue
      }
      pax = undefined
      longName = null
      if (!insideFolder('/', name) && !/^\.\/*$/.test(name))
        refuse(`member "${name}" leads out of the archive`)
      if (type === 'Directory' || type === 'GNUDumpDir') continue
      if (!files.has(type)) refuse(`member ${name} is a ${type}; only files are read`)
      yield { name: name.replace(/^(\.\/)+/, ''), span: { path, offset: data, length: size } }
    }
  } finally {
    await file.close()
  }
}

const attributes: ReadonlySet<string> = new Set([
  'ExtendedHeader',
  'GlobalExtendedHeader',
  'NextFileHasLongPath',
  'NextFileHasLongLinkpath',
  'OldGnuLongPath',
])
const files: ReadonlySet<string> = new Set(['File', 'OldFile', 'ContiguousFile'])
