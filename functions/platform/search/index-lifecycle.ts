import { definitionDigest, indexDefinition } from './index-definition.ts';
import { indexPrefix, readAlias, writeAlias } from './index-names.ts';
import type { OpenSearch, OpenSearchAnswer } from './open-search.ts';

/** An index that is being built beside the one that is searched. */
export interface NewIndex {
  readonly name: string;
  /** Where an earlier run came to; undefined: it is empty. */
  readonly cursor: string | undefined;
}

const timeoutMs = 30_000;

/** The life of an index: made beside the one that is searched, written to by all, searched in its place in one step. */
export class IndexLifecycle {
  readonly #openSearch: OpenSearch;

  constructor(openSearch: OpenSearch) {
    this.#openSearch = openSearch;
  }

  /**
   * The new index: one that an earlier run began with the same definition, or one that is made now. From then on, once
   * every writer has looked again, all that is committed is written to it too.
   */
  async begin(name: string): Promise<NewIndex> {
    const [read, written] = [await this.#indexesOf(readAlias), await this.#indexesOf(writeAlias)];
    for (const begun of written.filter((index) => !read.includes(index))) {
      const { body } = await this.#ask('GET', `/${begun}/_mapping`);
      const { definition, cursor } = body[begun]?.mappings?._meta ?? {};
      if (definition === definitionDigest) return { name: begun, cursor };
      await this.#aliases([{ remove: { index: begun, alias: writeAlias } }]);
    }
    await this.#ask('PUT', `/${name}`, {
      ...indexDefinition,
      mappings: { ...indexDefinition.mappings, _meta: { definition: definitionDigest } },
    });
    await this.#aliases([{ add: { index: name, alias: writeAlias } }]);
    return { name, cursor: undefined };
  }

  /** Keeps with the index how far it has been built. */
  async keep({ name }: NewIndex, cursor: string | undefined): Promise<void> {
    await this.#ask('PUT', `/${name}/_mapping`, { _meta: { definition: definitionDigest, ...(cursor && { cursor }) } });
  }

  /** Has the new index searched, and nothing else written to, in one step. */
  async replace({ name }: NewIndex): Promise<void> {
    const [read, written] = [await this.#indexesOf(readAlias), await this.#indexesOf(writeAlias)];
    const remove = (alias: string, indexes: readonly string[]) =>
      indexes.filter((index) => index !== name).map((index) => ({ remove: { index, alias } }));
    await this.#aliases([
      { add: { index: name, alias: readAlias } },
      ...remove(readAlias, read),
      ...remove(writeAlias, written),
    ]);
  }

  /** Deletes every index that is neither searched nor written to. */
  async removeOthers(): Promise<readonly string[]> {
    const kept = [...(await this.#indexesOf(readAlias)), ...(await this.#indexesOf(writeAlias))];
    const { body } = await this.#ask('GET', `/${indexPrefix}*`);
    const others = Object.keys(body).filter((index) => !kept.includes(index));
    for (const index of others) await this.#ask('DELETE', `/${index}`);
    return others;
  }

  async #indexesOf(alias: string): Promise<readonly string[]> {
    const { status, body } = await this.#ask('GET', `/_alias/${alias}`, undefined, [404]);
    return status === 404 ? [] : Object.keys(body);
  }

  #aliases(actions: readonly object[]): Promise<OpenSearchAnswer> {
    return this.#ask('POST', '/_aliases', { actions });
  }

  #ask(method: string, path: string, body?: object, accepts: readonly number[] = []): Promise<OpenSearchAnswer> {
    return this.#openSearch.request({ method, path, ...(body && { body }) }, { timeoutMs, accepts });
  }
}
