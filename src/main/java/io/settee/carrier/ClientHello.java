package io.settee.carrier;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DecoderException;

/** What a TLS client offers, as far as it decides who serves it. RFC 8446, section "Client Hello". */
final class ClientHello {
    private static final int VERSION_BYTES = 2;
    private static final int RANDOM_BYTES = 32;
    private static final int SUPPORTED_GROUPS = 10;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int TLS_1_3 = 0x0304;

    /** secp256r1, secp384r1, secp521r1 and x25519 by their numbers. */
    private static final int FIRST_OF_NIST = 23;

    private static final int X25519 = 29;
    private static final int LAST_OF_NIST = 25;

    private boolean tls13;
    private boolean commonGroup;

    private ClientHello() {}

    /**
     * Reads the body of one, without record and message headers; its indices stay.
     *
     * @throws DecoderException if it is cut short or a length in it is wrong
     */
    static ClientHello read(ByteBuf body) {
        try {
            var hello = new ClientHello();
            ByteBuf in = body.slice();
            in.skipBytes(VERSION_BYTES + RANDOM_BYTES);
            in.skipBytes(in.readUnsignedByte()); // session id
            in.skipBytes(in.readUnsignedShort()); // cipher suites
            in.skipBytes(in.readUnsignedByte()); // compression methods
            if (in.isReadable()) hello.readExtensions(in.readSlice(in.readUnsignedShort()));
            return hello;
        } catch (IndexOutOfBoundsException e) {
            throw new DecoderException("a ClientHello that ends too early", e);
        }
    }

    private void readExtensions(ByteBuf in) {
        while (in.isReadable()) {
            int type = in.readUnsignedShort();
            ByteBuf value = in.readSlice(in.readUnsignedShort());
            if (type == SUPPORTED_VERSIONS) {
                ByteBuf versions = value.readSlice(value.readUnsignedByte());
                while (versions.isReadable()) tls13 |= versions.readUnsignedShort() == TLS_1_3;
            } else if (type == SUPPORTED_GROUPS) {
                ByteBuf groups = value.readSlice(value.readUnsignedShort());
                while (groups.isReadable()) commonGroup |= isOfOpenSsl(groups.readUnsignedShort());
            }
        }
    }

    private static boolean isOfOpenSsl(int group) {
        return group == X25519 || (group >= FIRST_OF_NIST && group <= LAST_OF_NIST);
    }

    /** Whether TLS 1.3 will be spoken with it, on a group that BoringSSL has. */
    boolean suitsOpenSsl() {
        return tls13 && commonGroup;
    }
}
