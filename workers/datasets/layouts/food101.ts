import { join } from 'node:path'
import { readText } from '../json-file'
import { RowProblem } from '../source'
import { canonicalLabel } from './class-folders'
import { madeRows, pictureIn } from './folder-rows'
import type { Layout } from './layout'

export const food101: Layout = {
  names: ['food-101', 'wds_food101'],
  usually: '/',
  source: 'ethz/food101 as parquet, clip-benchmark/wds_food101, or food-101.tar.gz of its authors, unpacked',
  splits: ['validation', 'test'],
  folders: [
    {
      form: 'meta/test.txt and meta/classes.txt with images',
      holds: ['meta/test.txt', 'meta/classes.txt', 'images'],
      open(folder) {
        const lines = (name: string) =>
          readText(join(folder, 'meta', name))
            .trim()
            .split(/\r?\n/)
        const classNames = lines('classes.txt')
        const rows = madeRows(lines('test.txt'), index => {
          const label = classNames.indexOf(index.split('/')[0] ?? '')
          if (label < 0) throw new RowProblem(null, `the class of "${index}" is not in classes.txt`)
          return {
            cells: { index, label: String(label), class: classNames[label] ?? '' },
            picture: pictureIn(join(folder, 'images'), `${index}.jpg`, 'image'),
          }
        })
        return { rows, classNames }
      },
    },
  ],
  classes: true,
  canonical: canonicalLabel,
}
