package io.settee.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.faults.Ledger.Gap;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Instant FIRST = Instant.ofEpochSecond(1);
    private static final Instant SECOND = Instant.ofEpochSecond(2);

    private final Ledger ledger = new Ledger("a to b");

    private void send(Instant by, long from, long to) {
        LongStream.rangeClosed(from, to).forEach(n -> ledger.sent(n, Optional.of(by), Optional.of(by)));
    }

    private void came(long last, Gap... gaps) {
        long missing = List.of(gaps).stream()
                .mapToLong(gap -> gap.to() - gap.from() + 1)
                .sum();
        ledger.receivedThere(last, last - missing, List.of(gaps), List.of());
    }

    @Test
    void isContentWithWhatCame() {
        send(FIRST, 1, 3);
        came(3);
        assertThat(ledger.complaints()).isEmpty();
        assertThat(ledger.received()).isEqualTo(3);
        assertThat(ledger.lost()).isZero();
    }

    @Test
    void takesTheLastOfAConnectionThatEndedForLost() {
        send(FIRST, 1, 6);
        send(SECOND, 7, 9);
        ledger.ended(FIRST);
        came(9, new Gap(4, 6));
        assertThat(ledger.complaints()).isEmpty();
        assertThat(ledger.lost()).isEqualTo(3);
    }

    @Test
    void complainsIfNobodyReportedTheEndOfThatConnection() {
        send(FIRST, 1, 6);
        send(SECOND, 7, 9);
        ledger.ended(SECOND);
        came(9, new Gap(4, 6));
        assertThat(ledger.complaints()).singleElement().asString().startsWith("a to b: 4 of the gap 4 to 6 was lost");
    }

    @Test
    void complainsOfALossWithinAConnectionThatEndedLater() {
        send(FIRST, 1, 9);
        ledger.ended(FIRST);
        came(9, new Gap(4, 6));
        assertThat(ledger.complaints()).hasSize(1);
    }

    @Test
    void complainsIfTheFirstOfANewConnectionAreLost() {
        send(FIRST, 1, 4);
        send(SECOND, 5, 9);
        ledger.ended(FIRST);
        ledger.ended(SECOND);
        came(9, new Gap(4, 6));
        assertThat(ledger.complaints()).singleElement().asString().startsWith("a to b: 5 of the gap");
    }

    @Test
    void letsAMessageBetweenTwoConnectionsHaveGoneByEither() {
        send(FIRST, 1, 4);
        ledger.sent(5, Optional.of(FIRST), Optional.of(SECOND));
        send(SECOND, 6, 9);
        ledger.ended(FIRST);
        came(9, new Gap(5, 5));
        assertThat(ledger.complaints()).isEmpty();
        ledger.sent(10, Optional.empty(), Optional.empty());
        came(11, new Gap(10, 10));
        assertThat(ledger.complaints()).hasSize(1);
    }

    @Test
    void doesNotMissWhatWasRefused() {
        send(FIRST, 1, 4);
        ledger.refused(2);
        ledger.refused(3);
        came(4, new Gap(2, 3));
        assertThat(ledger.complaints()).isEmpty();
        assertThat(ledger.lost()).isZero();
        assertThat(ledger.refusals()).isEqualTo(2);
    }

    @Test
    void missesWhatWasLostBesideARefusal() {
        send(FIRST, 1, 5);
        ledger.refused(3);
        came(5, new Gap(2, 4));
        assertThat(ledger.lost()).isEqualTo(2);
        assertThat(ledger.complaints()).singleElement().asString().contains("2 to 4");
    }

    @Test
    void complainsIfARefusedMessageCame() {
        send(FIRST, 1, 3);
        ledger.refused(2);
        came(3);
        assertThat(ledger.complaints()).containsExactly("a to b: 1 came though their sender was refused");
    }

    @Test
    void passesOnWhatTheFarSideComplainsOf() {
        ledger.receivedThere(3, 3, List.of(), List.of("2 came after 3"));
        assertThat(ledger.complaints()).containsExactly("a to b: 2 came after 3");
    }
}
