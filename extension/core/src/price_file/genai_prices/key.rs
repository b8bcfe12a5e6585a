//! The names of genai-prices' prices, the component that each prices, and for how many units.

use super::super::number::Per;
use crate::price::component::{
    AUDIO_INPUT, AUDIO_OUTPUT, CACHE_READ, CACHE_WRITE, INPUT, OUTPUT, REASONING, REQUEST,
};

const COMPONENTS: [(&str, &str, Per); 38] = [
    ("input_mtok", INPUT, Per::Million),
    ("output_mtok", OUTPUT, Per::Million),
    ("cache_read_mtok", CACHE_READ, Per::Million),
    ("cache_write_mtok", CACHE_WRITE, Per::Million),
    ("cache_write_5m_mtok", "cache_write_5m", Per::Million),
    ("cache_write_1h_mtok", "cache_write_1h", Per::Million),
    ("output_reasoning_mtok", REASONING, Per::Million),
    ("output_citation_mtok", "citation", Per::Million),
    ("input_audio_mtok", AUDIO_INPUT, Per::Million),
    ("output_audio_mtok", AUDIO_OUTPUT, Per::Million),
    ("cache_audio_read_mtok", "cache_read_audio", Per::Million),
    ("cache_audio_write_mtok", "cache_write_audio", Per::Million),
    ("input_image_mtok", "image_input", Per::Million),
    ("output_image_mtok", "image_output", Per::Million),
    ("cache_image_read_mtok", "cache_read_image", Per::Million),
    ("cache_image_write_mtok", "cache_write_image", Per::Million),
    ("input_video_mtok", "video_input", Per::Million),
    ("output_video_mtok", "video_output", Per::Million),
    ("cache_video_read_mtok", "cache_read_video", Per::Million),
    ("output_text_mtok", "text_output", Per::Million),
    ("input_tool_mtok", "tool_input", Per::Million),
    ("input_mchars", "character", Per::Million),
    ("input_gpixels", "pixel", Per::Billion),
    ("requests_kcount", REQUEST, Per::Thousand),
    ("requests_mcount", REQUEST, Per::Million),
    ("web_searches_kcount", "web_search", Per::Thousand),
    ("tool_use_kcount", "tool_use", Per::Thousand),
    ("rerank_searches_kcount", "search", Per::Thousand),
    ("social_searches_kcount", "social_search", Per::Thousand),
    ("storage_searches_kcount", "file_search", Per::Thousand),
    ("code_executions_kcount", "code_execution", Per::Thousand),
    ("input_text_messages_kcount", "text_message", Per::Thousand),
    ("input_document_kpages", "page", Per::Thousand),
    ("input_annotated_document_kpages", "annotated_page", Per::Thousand),
    ("audio_hours", "audio_second", Per::Hour),
    ("input_audio_hours", "audio_second", Per::Hour),
    ("output_audio_hours", "audio_second_generated", Per::Hour),
    ("input_image_kcount", "image", Per::Thousand),
];

/// What a key prices, and for how many units.
pub fn parse(name: &str) -> Option<(&'static str, Per)> {
    COMPONENTS.iter().find_map(|(known, component, per)| (*known == name).then_some((*component, *per)))
}
