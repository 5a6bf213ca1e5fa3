import { canonicalLabel, classFolderForm } from './class-folders'
import type { Layout } from './layout'

/** Classes are ISO codes of two letters. */
export const country211: Layout = {
  names: ['wds_country211'],
  usually: '/',
  source: 'clip-benchmark/wds_country211, or country211.tgz of its authors, unpacked',
  splits: ['test', 'validation', 'train'],
  folders: [classFolderForm('test', 'US', 'DE')],
  classes: true,
  canonical: canonicalLabel,
}
