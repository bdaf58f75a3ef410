package io.settee.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.faults.Ledger.Gap;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private final Ledger ledger = new Ledger("a to b");

    private void receive(long... numbers) {
        LongStream.of(numbers).forEach(ledger::received);
    }

    @Test
    void isContentWithWhatComesInOrder() {
        receive(1, 2, 3);
        assertThat(ledger.complaints()).isEmpty();
        assertThat(ledger.received()).isEqualTo(3);
        assertThat(ledger.lost()).isZero();
    }

    @Test
    void complainsOfDuplicatesAndDisorder() {
        receive(1, 2, 2, 3, 1);
        assertThat(ledger.complaints()).containsExactly("a to b: 2 came after 2", "a to b: 1 came after 3");
        assertThat(ledger.received()).isEqualTo(3);
    }

    @Test
    void complainsOfALossThatNobodyReported() {
        receive(1, 5);
        assertThat(ledger.lost()).isEqualTo(3);
        assertThat(ledger.complaints())
                .singleElement()
                .asString()
                .startsWith("a to b: 2 to 4 were lost, and no disconnect");
    }

    @Test
    void takesAReportBesideALossForItsReason() {
        receive(1);
        ledger.reported();
        receive(5);
        assertThat(ledger.complaints()).isEmpty();
    }

    @Test
    void takesNoReportFromBeforeOrLongAfterALoss() {
        receive(1);
        ledger.reported();
        receive(2, 3, 5);
        assertThat(ledger.complaints()).hasSize(1);
        LongStream.range(6, 10 + Ledger.LATE).forEach(ledger::received);
        ledger.reported();
        assertThat(ledger.complaints()).hasSize(1);
    }

    @Test
    void hearsOfAReportALittleLate() {
        receive(1, 3, 4, 5);
        ledger.reported();
        assertThat(ledger.complaints()).isEmpty();
    }

    @Test
    void doesNotMissWhatWasRefused() {
        for (long n = 1; n <= 4; n++) ledger.sending(n);
        ledger.refused(2);
        ledger.refused(3);
        ledger.receivedThere(4, 2, List.of(new Gap(2, 3)), List.of());
        assertThat(ledger.complaints()).isEmpty();
        assertThat(ledger.lost()).isZero();
        assertThat(ledger.refusals()).isEqualTo(2);
    }

    @Test
    void missesWhatWasLostBesideARefusal() {
        for (long n = 1; n <= 5; n++) ledger.sending(n);
        ledger.refused(3);
        ledger.receivedThere(5, 2, List.of(new Gap(2, 4)), List.of());
        assertThat(ledger.lost()).isEqualTo(2);
        assertThat(ledger.complaints()).singleElement().asString().contains("2 to 4");
    }

    @Test
    void complainsIfARefusedMessageCame() {
        for (long n = 1; n <= 3; n++) ledger.sending(n);
        ledger.refused(2);
        ledger.receivedThere(3, 3, List.of(), List.of());
        assertThat(ledger.complaints()).containsExactly("a to b: 1 came though their sender was refused");
    }

    @Test
    void passesOnWhatTheFarSideComplainsOf() {
        ledger.receivedThere(3, 3, List.of(), List.of("2 came after 3"));
        assertThat(ledger.complaints()).containsExactly("a to b: 2 came after 3");
    }
}
