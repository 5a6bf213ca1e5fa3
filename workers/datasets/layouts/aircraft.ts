import { join } from 'node:path'
import { readText } from '../json-file'
import { withoutBanner } from '../pictures'
import { RowProblem } from '../source'
import { canonicalLabel } from './class-folders'
import { madeRows, pictureIn } from './folder-rows'
import type { FolderForm, Layout } from './layout'

/** Rows of pixels at the bottom of every picture that name its photographer. */
const bannerRows = 20

export const aircraft: Layout = {
  names: ['fgvc-aircraft-2013b', 'wds_fgvc_aircraft', 'wds_vtab-aircraft'],
  usually: '/',
  source: 'clip-benchmark/wds_fgvc_aircraft, or fgvc-aircraft-2013b.tar.gz of its authors, unpacked',
  splits: ['test'],
  folders: [lists('data'), lists('')],
  classes: true,
  canonical: canonicalLabel,
}

function lists(inside: string): FolderForm {
  return {
    form: 'images_variant_test.txt and variants.txt with images',
    holds: ['images_variant_test.txt', 'variants.txt', 'images'].map(name => join(inside, name)),
    open(folder) {
      const linesOf = (name: string) =>
        readText(join(folder, inside, name))
          .trim()
          .split(/\r?\n/)
      const classNames = linesOf('variants.txt').map(name => name.trim())
      const rows = madeRows(linesOf('images_variant_test.txt'), line => {
        const [, index = '', name = ''] = /^(\S+) (.+?)\s*$/.exec(line) ?? []
        const label = classNames.indexOf(name)
        if (label < 0) throw new RowProblem(null, `the variant of "${line}" is not in variants.txt`)
        const picture = pictureIn(join(folder, inside, 'images'), `${index}.jpg`, 'image')
        return {
          cells: { index, label: String(label), class: name },
          picture: withoutBanner(picture, bannerRows),
        }
      })
      return { rows, classNames }
    },
  }
}
