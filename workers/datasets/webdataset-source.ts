import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Refusal } from '#lib/domain/refusal'
import { readText } from './json-file'
import { readSpan, spanPicture } from './pictures'
import { type BadRow, RowProblem, rowOr, type Source, type SourceRow } from './source'
import { type TarMember, tarMembers } from './tar-members'

/**
 * WebDataset tars of a classification set: members `<key>.jpg|png|webp` and `<key>.cls`, neighbours in the archive.
 * `classnames.txt` stands beside the tars or one folder above.
 * @throws Refusal `bad-benchmark-file` where there is no `classnames.txt`.
 */
export function webdatasetSource(title: string, paths: readonly string[]): Source {
  const classNames = linesBeside(paths[0] ?? '', 'classnames.txt')
  if (!classNames)
    throw new Refusal('bad-benchmark-file', `${title} has no classnames.txt: classes have numbers, no names`)
  return {
    title,
    file: paths.length === 1 ? basename(paths[0] ?? '') : title,
    form: `WebDataset of ${paths.length} tar${paths.length === 1 ? '' : 's'}`,
    classNames,
    templates: linesBeside(paths[0] ?? '', 'zeroshot_classification_templates.txt'),
    async *rows() {
      let row = 0
      for (const path of paths)
        for await (const members of samples(path)) {
          row += 1
          yield await sampleRow(row, members, classNames)
        }
    },
  }
}

interface Sample {
  readonly key: string
  readonly parts: Readonly<Record<string, TarMember>>
}

/** Members that share a name up to the first dot of its last part. */
async function* samples(path: string): AsyncGenerator<Sample> {
  let key: string | null = null
  let parts: Record<string, TarMember> = {}
  for await (const member of tarMembers(path)) {
    const [, own = '', ending = ''] = /^((?:.*\/)?[^/.]*)\.?([^/]*)$/s.exec(member.name) ?? []
    if (basename(own).startsWith('._') || own === '') continue
    if (own !== key) {
      if (key !== null) yield { key, parts }
      key = own
      parts = {}
    }
    parts[ending.toLowerCase()] = member
  }
  if (key !== null) yield { key, parts }
}

const pictureEndings = ['jpg', 'jpeg', 'png', 'webp']
const longestLabel = 32

async function sampleRow(
  row: number,
  { key, parts }: Sample,
  classNames: readonly string[],
): Promise<SourceRow | BadRow> {
  const label = parts.cls && parts.cls.span.length <= longestLabel ? await readSpan(parts.cls.span) : null
  return rowOr(row, () => {
    const picture = pictureEndings.map(ending => parts[ending]).find(part => part !== undefined)
    if (!picture) throw new RowProblem(null, `${key} has no picture (${pictureEndings.join(', ')})`)
    const text = label?.toString('latin1').trim()
    if (text === undefined || !/^\d+$/.test(text))
      throw new RowProblem('cls', `${key}.cls is no whole number`)
    const name = classNames[Number(text)]
    if (name === undefined)
      throw new RowProblem('cls', `class ${text} of ${key} is not among ${classNames.length} names`)
    return {
      row,
      cells: { index: key, label: String(Number(text)), class: name },
      pictures: [spanPicture(picture.span)],
    }
  })
}

function linesBeside(path: string, name: string): string[] | null {
  const folder = dirname(path)
  const found = [join(folder, name), join(folder, '..', name)].find(existsSync)
  if (!found) return null
  return readText(found)
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
}
