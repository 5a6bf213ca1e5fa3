import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from '#lib/domain/refusal'
import { readText } from '../json-file'
import { planarPicture } from '../pictures'
import { canonicalLabel } from './class-folders'
import { type LabelledPicture, labelledRows } from './folder-rows'
import type { FolderForm, Layout } from './layout'

const side = 32
/** A coarse label, a fine label, planes of red, green and blue. */
const recordBytes = 2 + 3 * side * side

export const cifar100: Layout = {
  names: ['cifar100', 'cifar-100-binary', 'wds_vtab-cifar100', 'wds_cifar100'],
  usually: '/',
  source: 'uoft-cs/cifar100 as parquet, clip-benchmark/wds_vtab-cifar100, or cifar-100-binary of its authors',
  splits: ['test'],
  folders: [binary(''), binary('cifar-100-binary')],
  classes: true,
  canonical: canonicalLabel,
}

function binary(inside: string): FolderForm {
  return {
    form: 'test.bin with fine_label_names.txt',
    holds: [join(inside, 'test.bin'), join(inside, 'fine_label_names.txt')],
    open(folder) {
      const path = join(folder, inside, 'test.bin')
      const classNames = readText(join(folder, inside, 'fine_label_names.txt'))
        .trim()
        .split(/\s+/)
      const { size } = statSync(path)
      if (size % recordBytes !== 0)
        throw new Refusal(
          'bad-benchmark-file',
          `test.bin has ${size} bytes, which are not pictures of ${recordBytes} each`,
        )
      return { rows: labelledRows(pictures(path, size / recordBytes), classNames), classNames }
    },
  }
}

function* pictures(path: string, count: number): Generator<LabelledPicture> {
  const bytes = readFileSync(path)
  for (let at = 0; at < count; at++) {
    const offset = at * recordBytes
    const span = { path, offset: offset + 2, length: recordBytes - 2 }
    yield { index: String(at), label: bytes[offset + 1] ?? 0, picture: planarPicture(span, side) }
  }
}
