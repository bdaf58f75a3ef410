package io.settee.fuzz;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Several messages in one input: each behind its length in two bytes. A length that is too great takes what there is. */
public final class Chunks {
    private Chunks() {}

    /** An input of a leading byte, for the target's choices, and messages. */
    public static byte[] join(int choice, List<byte[]> messages) {
        int length = 1 + messages.stream().mapToInt(m -> Short.BYTES + m.length).sum();
        ByteBuffer whole = ByteBuffer.allocate(length).put((byte) choice);
        for (byte[] message : messages) whole.putShort((short) message.length).put(message);
        return whole.array();
    }

    /** The leading byte; 0 for an input without any. */
    public static int choice(byte[] input) {
        return input.length == 0 ? 0 : Byte.toUnsignedInt(input[0]);
    }

    /** The messages behind the leading byte. */
    public static List<byte[]> split(byte[] input) {
        var messages = new ArrayList<byte[]>();
        ByteBuffer rest = ByteBuffer.wrap(input);
        if (rest.hasRemaining()) rest.get();
        while (rest.remaining() >= Short.BYTES) {
            byte[] message = new byte[Math.min(Short.toUnsignedInt(rest.getShort()), rest.remaining())];
            rest.get(message);
            messages.add(message);
        }
        return messages;
    }
}
