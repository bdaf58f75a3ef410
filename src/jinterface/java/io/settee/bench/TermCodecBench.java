package io.settee.bench;

import com.ericsson.otp.erlang.OtpErlangDecodeException;
import com.ericsson.otp.erlang.OtpErlangObject;
import com.ericsson.otp.erlang.OtpInputStream;
import com.ericsson.otp.erlang.OtpOutputStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.settee.codec.DecodeLimits;
import io.settee.codec.TermDecoder;
import io.settee.codec.TermEncoder;
import io.settee.control.PacketReader;
import io.settee.control.PacketWriter;
import io.settee.control.Signal;
import io.settee.identity.DistFlags;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.Terms;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Terms to bytes and back, ours beside JInterface's, on one thread. Ours go into and come from direct buffers of Netty's default
 * allocator, as on a connection; JInterface knows heap arrays only. {@code packetWrite} and {@code packetRead} are a whole
 * REG_SEND, control message included.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TermCodecBench {
    /** {@code small}: a tuple; {@code document}: about 1 kB of nested maps and lists; {@code binary}: 1 MiB. */
    @Param({"small", "document", "binary"})
    public String term = "";

    private final TermDecoder decoder = new TermDecoder(DecodeLimits.DEFAULT);
    private final ByteBufAllocator alloc = ByteBufAllocator.DEFAULT;
    private final PacketWriter writer = new PacketWriter(DistFlags.OFFER.without(DistFlags.FRAGMENTS), 1 << 16, true);
    private final PacketWriter spelling =
            new PacketWriter(DistFlags.OFFER.without(DistFlags.FRAGMENTS), 1 << 16, false);
    private final PacketReader reader =
            new PacketReader(DistFlags.OFFER.without(DistFlags.FRAGMENTS), DecodeLimits.DEFAULT);

    private Term ours = Atom.EMPTY;
    private Signal signal = new Signal.Link(pid(), pid());
    private ByteBuf encoded = Unpooled.EMPTY_BUFFER;
    private ByteBuf packet = Unpooled.EMPTY_BUFFER;
    private byte[] bytes = {};
    private @Nullable OtpErlangObject theirs;

    @Setup
    public void prepare() throws OtpErlangDecodeException {
        ours = switch (term) {
            case "small" -> Term.parse("{msg, 123456, <<\"hello\">>}");
            case "document" -> document();
            default -> Terms.binary(new byte[1 << 20]);
        };
        encoded = alloc.directBuffer();
        TermEncoder.writeVersioned(ours, encoded);
        bytes = ByteBufUtil.getBytes(encoded);
        theirs = new OtpInputStream(bytes).read_any();
        signal = new Signal.SendNamed(pid(), new Atom("counter"), ours, null);
        writer.write(signal, alloc, (made, last) -> packet = made.skipBytes(4));
    }

    @TearDown
    public void release() {
        encoded.release();
        packet.release();
    }

    @Benchmark
    public int encodeSettee() {
        ByteBuf target = alloc.directBuffer(256);
        TermEncoder.writeVersioned(ours, target);
        int length = target.readableBytes();
        target.release();
        return length;
    }

    @Benchmark
    public int encodeJInterface() {
        return new OtpOutputStream(theirs).toByteArray().length;
    }

    @Benchmark
    public Term decodeSettee() {
        return decoder.readVersioned(encoded.readerIndex(0));
    }

    @Benchmark
    public OtpErlangObject decodeJInterface() throws OtpErlangDecodeException {
        return new OtpInputStream(bytes).read_any();
    }

    @Benchmark
    public void packetWrite() {
        writer.write(signal, alloc, (made, last) -> made.release());
    }

    /** As {@link #packetWrite}, every atom spelled out. */
    @Benchmark
    public void packetWriteNoAtomCache() {
        spelling.write(signal, alloc, (made, last) -> made.release());
    }

    @Benchmark
    public @Nullable Signal packetRead() {
        return reader.read(packet.readerIndex(4));
    }

    private static Pid pid() {
        return new Pid(new Atom("bench@127.0.0.1"), 91, 0, 0x6b0200c9L);
    }

    private static Term document() {
        var row = Term.parse(
                """
                #{<<"_id">> => <<"0a1b2c3d4e5f">>, <<"_rev">> => <<"3-917fa2381192822767f010b95b45325b">>,
                  <<"title">> => <<"The quick brown fox">>, <<"tags">> => [<<"a">>, <<"bb">>, <<"ccc">>],
                  <<"size">> => 123456, <<"score">> => 3.75, options => [{include_docs, true}, {limit, 25}]}
                """);
        return Terms.tuple(Terms.atom("ok"), Terms.list(row, row, row, row), Terms.atom("undefined"));
    }
}
