/** Something of a service's own that is no state, such as a piece of a file. */
export interface CollectionItem<Facts> {
  /** one for all tenants */
  id: string;
  tenant: string;
  /** keyed hash under which items are found beside their id */
  mark?: string;
  /** what may be read without opening it: nothing personal */
  facts: Facts;
  /** sealed */
  body?: Buffer;
}

/** Things that a service keeps beside its states. Each is written as a whole, durably once the call returns. */
export interface Collection<Facts = Record<string, never>> {
  /** Keeps items in place of those of the same ids. */
  put(items: readonly CollectionItem<Facts>[]): Promise<void>;
  /** Keeps an item unless one of its id is there. */
  putOnce(item: CollectionItem<Facts>): Promise<void>;
  /** Reads one; undefined: this tenant has none of that id. */
  read(tenant: string, id: string): Promise<CollectionItem<Facts> | undefined>;
  /** Reads those that a tenant has of some ids, in no order. */
  readAll(tenant: string, ids: readonly string[]): Promise<CollectionItem<Facts>[]>;
  /** Reads all of some tenants that bear one of these marks, in no order. */
  marked(tenants: readonly string[], marks: readonly string[]): Promise<CollectionItem<Facts>[]>;
  /** Tells how many of some ids a tenant has. */
  count(tenant: string, ids: readonly string[]): Promise<number>;
  /** Forgets those that a tenant has of some ids. */
  drop(tenant: string, ids: readonly string[]): Promise<void>;
}

/** How a collection is kept. */
export interface CollectionOptions {
  /** forgets each item so many s after it was put, by the store's time; never unless given */
  keptSeconds?: number;
}
