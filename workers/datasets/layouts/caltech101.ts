import { canonicalLabel, classFolderForm } from './class-folders'
import type { Layout } from './layout'

/** The folders hold every picture; VTAB's 6,084 of the test split are in the tars. */
export const caltech101: Layout = {
  names: ['101_ObjectCategories', 'wds_vtab-caltech101', 'wds_caltech101'],
  usually: '/',
  source:
    'clip-benchmark/wds_vtab-caltech101 (tars with classnames.txt), or 101_ObjectCategories of its authors',
  splits: ['test', 'validation', 'train'],
  folders: [classFolderForm('101_ObjectCategories')],
  classes: true,
  canonical: canonicalLabel,
}
