import { join } from 'node:path'
import { readText } from '../json-file'
import { RowProblem } from '../source'
import { canonicalLabel } from './class-folders'
import { madeRows, pictureIn } from './folder-rows'
import type { Layout } from './layout'

/** Lines `Name_12 classId species breed`, ids from 1. */
const line = /^(.+)_\d+ (\d+) \d+ \d+$/

export const pets: Layout = {
  names: ['oxford-iiit-pet', 'wds_vtab-pets', 'wds_pets'],
  usually: '/',
  source: 'clip-benchmark/wds_vtab-pets, or images.tar.gz and annotations.tar.gz of its authors, unpacked',
  splits: ['test'],
  folders: [
    {
      form: 'annotations/test.txt with images',
      holds: ['annotations/test.txt', 'images'],
      open(folder) {
        const lines = readText(join(folder, 'annotations', 'test.txt'))
          .trim()
          .split(/\r?\n/)
        const entries = lines.filter(one => !one.startsWith('#'))
        const classNames: string[] = []
        for (const entry of entries) {
          const [, name, id] = line.exec(entry) ?? []
          if (name !== undefined) classNames[Number(id) - 1] = name.replaceAll('_', ' ')
        }
        const rows = madeRows(entries, entry => {
          const [index = ''] = entry.split(' ')
          const label = Number(line.exec(entry)?.[2]) - 1
          const name = classNames[label]
          if (name === undefined)
            throw new RowProblem(null, `"${entry}" is not "Name_12 classId species breed"`)
          return {
            cells: { index, label: String(label), class: name },
            picture: pictureIn(join(folder, 'images'), `${index}.jpg`, 'image'),
          }
        })
        return { rows, classNames: Array.from(classNames, name => name ?? '') }
      },
    },
  ],
  classes: true,
  canonical: canonicalLabel,
}
