package io.settee.carrier;

/** What one role of a node's TLS has: what its files say, and whose engines do the work. */
record TlsRole(TlsMaterial material, EngineChoice engines) {
    static TlsRole of(TlsMaterial material, TlsEngine wanted) {
        return new TlsRole(material, EngineChoice.of(material, wanted));
    }
}
